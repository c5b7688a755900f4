import type { TextSearch } from "#lib/search/text/schema.ts";

/** What came of a search; `pending` when the worker takes longer than a page is held back. */
export type TextOutcome =
  | { kind: "answered"; answer: TextSearch }
  | { kind: "pending" }
  | { kind: "failed"; reason: string };
