import { createHash } from "node:crypto";
import type { Settings } from "meilisearch";
import { FIELD_WEIGHTS, SEARCH_FIELDS } from "#lib/search/document.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";

/** Ranked matches asked for at a time; beyond them Meilisearch only counts. */
export const HITS_MAX = 1_000;

/** What an index must be told, whoever told it before. */
export const INDEX_SETTINGS = {
  searchableAttributes: SEARCH_FIELDS.toSorted((a, b) => FIELD_WEIGHTS[b] - FIELD_WEIGHTS[a]),
  filterableAttributes: ["id", "sourceId", "index", "methods", "score", "density", "explainedAt"],
  sortableAttributes: ["sourceId", "index", "score", "density", "explainedAt"],
  // Which are the best candidates; how well they match is ours to say. What stands near what says nothing in lists of tokens,
  // and a word's beginning is not the word: neither is indexed.
  rankingRules: ["words", "typo", "attribute", "sort", "exactness", "score:desc"],
  proximityPrecision: "byAttribute",
  prefixSearch: "disabled",
  pagination: { maxTotalHits: HITS_MAX },
  faceting: { maxValuesPerFacet: 100_000 },
  // One edit in a word of five letters (signs are up to four), two in one of eight.
  typoTolerance: { minWordSizeForTypos: { oneTypo: 5, twoTypos: 8 } },
} as const satisfies Settings;

/** What an embedder is called in an index. */
export function embedderName({ name, version, model }: EmbedderIdentity): string {
  return `e${createHash("sha256")
    .update(JSON.stringify([name, version, model]))
    .digest("hex")
    .slice(0, 12)}`;
}
