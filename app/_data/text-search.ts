import "server-only";
import { headers } from "next/headers";
import type { TextOutcome } from "#app/_components/text-search/text-outcome.ts";
import { clientOf, textSearchRateLimit } from "#lib/api/rate-limit.ts";
import { PAGE_LIMIT } from "#lib/catalog/page.ts";
import { listModels } from "#lib/catalog/queries/models.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import type { ModelSummary, SourceInfo } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { TextSearchInput } from "#lib/search/text/schema.ts";
import { searchText } from "#lib/search/text/search-text.ts";

/** A page is held back so long; a browser then follows the search itself, and shows how far it is. */
const WAIT_MS = 3_000;

/** Models a text can be run through, as many as a choice can show. */
export async function listTextModels(): Promise<ModelSummary[]> {
  return (await listModels(getDb(), { limit: PAGE_LIMIT.max })).items;
}

/** The model's sources that a text can be searched in, by layer. */
export async function listTextSources(model: string): Promise<SourceInfo[]> {
  return (await listSources(getDb(), { model, ready: true }, { limit: PAGE_LIMIT.max })).items;
}

/** Which features fire on a text, or a sentence that says why that is not known. */
export async function findTextSearch(asked: { text: string; model: string; sources: string[] }): Promise<TextOutcome> {
  const { text, model, sources } = asked;
  const input = TextSearchInput.safeParse({ text, model, ...(sources.length > 0 && { sources }) });
  if (!input.success) return { kind: "failed", reason: sentenceOf(input.error.issues[0]?.message) };
  const signal = AbortSignal.timeout(WAIT_MS);
  try {
    textSearchRateLimit.take(clientOf({ headers: await headers() }));
    return { kind: "answered", answer: await searchText(getDb(), input.data, { signal }) };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { kind: "pending" };
    if (error instanceof AppError) return { kind: "failed", reason: error.message };
    throw error;
  }
}

const sentenceOf = (problem = "not a text that can be searched") => `This cannot be searched: ${problem}.`;
