import "server-only";
import { listStrongestExamples } from "#lib/catalog/queries/strongest-examples.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { getDb, isDatabaseUnavailable } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { getSearch } from "#lib/search/get-search.ts";
import { type IndexLag, readLag } from "#lib/search/queries/changes.ts";
import { searchFeatures } from "#lib/search/search-features.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";
import type { SearchPage } from "#lib/search/search-views.ts";

export type SearchAnswer =
  | { state: "answered"; page: SearchPage; examples: ReadonlyMap<string, ActivationExample> }
  /** The search gave no answer, which is another thing than finding nothing; `why` is a sentence for the visitor. */
  | { state: "unavailable"; why: string }
  /** The cursor is another search's, as after an edited URL: begin at the start. */
  | { state: "foreign" };

const NO_DATABASE = "The catalog’s database does not answer. Nothing is lost; try again in a moment.";

/** One page of what a query finds, with the strongest example of each feature. */
export async function findSearchAnswer(query: SearchQuery, cursor: string | undefined): Promise<SearchAnswer> {
  try {
    const page = await searchFeatures(getSearch(), query, { cursor });
    return { state: "answered", page, examples: await listStrongestExamples(getDb(), page.items) };
  } catch (error) {
    if (cursor !== undefined && error instanceof AppError && error.code === "bad_request") return { state: "foreign" };
    if (error instanceof AppError && error.code === "unavailable") return { state: "unavailable", why: error.message };
    if (!isDatabaseUnavailable(error)) throw error;
    log.error({ err: error }, "A search was not answered");
    return { state: "unavailable", why: NO_DATABASE };
  }
}

/** How far search is behind the catalog, and when that was: milliseconds since 1970. */
export async function readIndexLag(): Promise<{ lag: IndexLag; now: number }> {
  return { lag: await readLag(getDb()), now: Date.now() };
}
