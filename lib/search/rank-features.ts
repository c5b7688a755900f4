import type { FeatureKey } from "#lib/search/document.ts";
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
  const candidates = new Map<number, Candidate>();
  for (const found of near?.found ?? []) candidates.set(numberOf(found), { found, words: 0, meaning: found.meaning });
  const lacking: Candidate[] = [];
  for (const [i, found] of (words?.found ?? []).entries()) {
    const key = numberOf(found);
    const known = candidates.get(key);
    if (known) known.words = found.words;
    else {
      const candidate: Candidate = { found, words: found.words, meaning: null };
      candidates.set(key, candidate);
      if (i < MEASURED_MAX) lacking.push(candidate);
    }
  }
  if (meaning && lacking.length > 0) {
    const keys = lacking.map(({ found }) => found);
    const measured = await engine.measureMeaning(meaning.vector, keys, meaning.embedder);
    for (const [i, candidate] of lacking.entries()) candidate.meaning = measured[i] ?? null;
  }
  const background = meaning?.background;
  const ranked = [...candidates.values()]
    .filter((one) => one.words > 0 || !background || (one.meaning !== null && isNear(one.meaning, background)))
    .map(({ found, words: word, meaning: cosine }): Ranked => {
      const { sourceId, index, methods, score, density, explainedAt } = found;
      const relevance = words ? fuse({ words: word, meaning: cosine }, background) : (cosine ?? 0);
      return {
        sourceId,
        index,
        methods,
        score,
        density,
        explainedAt,
        relevance,
        words: words ? word : null,
        meaning: cosine,
      };
    })
    .sort(
      (a, b) =>
        b.relevance - a.relevance || (b.score ?? -2) - (a.score ?? -2) || a.sourceId - b.sourceId || a.index - b.index,
    )
    .slice(0, RANKED_MAX);
  return { ranked, total: Math.max(ranked.length, words?.total ?? 0), corrected: words?.corrected ?? [] };
}

/** A key among others of this process, cheaper to look up than a text. */
const numberOf = ({ sourceId, index }: FeatureKey): number => sourceId * 2 ** 32 + index;

/** A feature that may be ranked; `words` is 0 where none match, `meaning` null where it is not known. */
type Candidate = { found: Found; words: number; meaning: number | null };

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
