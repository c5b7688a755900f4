import { formatKey } from "#lib/search/document.ts";
import type { Found, SearchFilter, WordMatches, WordSearch } from "#lib/search/engines/engine.ts";
import { fuse, isNear } from "#lib/search/fuse.ts";
import type { QueryMeaning, Search } from "#lib/search/open-search.ts";
import type { SearchSort } from "#lib/search/search-query.ts";

/** Matches that are ranked; more are only counted. */
export const RANKED_MAX = 1_000;
/** Found by meaning alone. */
const NEAR_MAX = 300;
/** Best by words, of which the meaning is measured too. */
const MEASURED_MAX = 300;

/** A match with what it is ranked by. `words` and `meaning` are null where not asked for, or not known. */
export type Ranked = Found & { relevance: number; words: number | null; meaning: number | null };

export type Ranking = { ranked: Ranked[]; total: number; corrected: WordMatches["corrected"] };

/** What is sought: by words, by meaning as soon as it is known, or by both. */
export type Sought = { words: WordSearch | undefined; meaning: Promise<QueryMeaning | undefined> | undefined };

/** The best matches of a query among the features that a filter leaves. */
export async function rankFeatures(
  { engine }: Pick<Search, "engine">,
  { words: wordSearch, meaning: asked }: Sought,
  filter: SearchFilter,
): Promise<Ranking> {
  if (filter.sources.length === 0) return { ranked: [], total: 0, corrected: [] };
  const [words, meaning, near] = await Promise.all([
    wordSearch?.(filter, RANKED_MAX),
    asked,
    asked?.then((meaning) => meaning && engine.matchMeaning(meaning.vector, filter, NEAR_MAX, meaning.embedder)),
  ]);
  const cosines = new Map(near?.found.map((one) => [formatKey(one), one.meaning]));
  const lacking = (words?.found ?? []).slice(0, MEASURED_MAX).filter((one) => !cosines.has(formatKey(one)));
  if (meaning && lacking.length > 0) {
    const measured = await engine.measureMeaning(meaning.vector, lacking, meaning.embedder);
    for (const [key, cosine] of measured) cosines.set(key, cosine);
  }
  const wordsOf = new Map(words?.found.map((one) => [formatKey(one), one.words]));
  const background = meaning?.background;
  const all = new Map([...(near?.found ?? []), ...(words?.found ?? [])].map((one) => [formatKey(one), one]));
  const ranked = Array.from(all, ([key, found]): Ranked => {
    const { sourceId, index, methods, score, density, explainedAt } = found;
    const evidence = { words: wordsOf.get(key) ?? 0, meaning: cosines.get(key) };
    return {
      sourceId,
      index,
      methods,
      score,
      density,
      explainedAt,
      relevance: words ? fuse(evidence, background) : (evidence.meaning ?? 0),
      words: words ? evidence.words : null,
      meaning: evidence.meaning ?? null,
    };
  })
    .filter((one) => (one.words ?? 0) > 0 || !background || (one.meaning !== null && isNear(one.meaning, background)))
    .sort(
      (a, b) =>
        b.relevance - a.relevance || (b.score ?? -2) - (a.score ?? -2) || a.sourceId - b.sourceId || a.index - b.index,
    )
    .slice(0, RANKED_MAX);
  return { ranked, total: Math.max(ranked.length, words?.total ?? 0), corrected: words?.corrected ?? [] };
}

/** Best matches in another order than by how well they match; equals stay as they were. */
export function reorder(ranked: readonly Ranked[], sort: SearchSort): Ranked[] {
  const value = (one: Ranked): number => {
    switch (sort) {
      case "score":
        return one.score ?? -Infinity;
      case "density":
        return -one.density;
      case "newest":
        return one.explainedAt?.getTime() ?? -Infinity;
      case "relevance":
        return 0;
    }
  };
  // −∞ − −∞ is no number; equals are compared before.
  return ranked.toSorted((a, b) => (value(a) === value(b) ? 0 : value(b) - value(a)));
}
