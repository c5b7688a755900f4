import type { ReactNode } from "react";
import type { Suggestion } from "#lib/search/search-views.ts";

/** A suggestion in one line: where it leads, and a little about it. */
export function SuggestionText({ suggestion: { kind, label, detail } }: { suggestion: Suggestion }): ReactNode {
  if (kind === "search")
    return (
      <span className="suggestion-detail">
        Search for <q>{label}</q>
      </span>
    );
  return (
    <>
      <span className="address">{label}</span>
      <span className="suggestion-detail note" dir="auto">
        {detail}
      </span>
    </>
  );
}
