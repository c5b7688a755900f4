/** How near texts are to a query that have nothing to do with it: mean and standard deviation of cosines, by sample. */
export type Background = { mean: number; deviation: number };

/** What a feature is ranked by. */
export type Evidence = {
  /** How well its words match, 0…1; 0 where they do not. */
  words: number;
  /** Cosine of its meaning; null where it has none, or none was asked for. */
  meaning: number | null;
};

/** A cosine so many deviations above the background is as good as can be expected of an embedder. */
const DEVIATIONS_FULL = 11;
/** Nearer than this is a match, without a common word. */
const DEVIATIONS_MIN = 3;
/** What meaning counts beside words; chosen, as the bound above, by one half of the judged queries: docs/decisions/045-search-ranking.md. */
const MEANING_SHARE = 0.2;

/** Cosines differ in range from embedder to embedder, and from query to query; their distance from the background does not. */
export function nearness(cosine: number, { mean, deviation }: Background): number {
  const deviations = (cosine - mean) / Math.max(deviation, 1e-6);
  return Math.min(1, Math.max(0, deviations / DEVIATIONS_FULL));
}

/** Whether a meaning is near enough to be found by it alone. */
export const isNear = (cosine: number, background: Background): boolean =>
  nearness(cosine, background) >= DEVIATIONS_MIN / DEVIATIONS_FULL;

/**
 * One ranking from two: a weighted sum, 0…1, of how well words match and how near the meaning is. It depends on nothing but the
 * feature and the query, unlike ranks, which change with what else is found.
 */
export function fuse({ words, meaning }: Evidence, background: Background | undefined): number {
  if (!background) return words;
  const near = meaning === null ? 0 : nearness(meaning, background);
  return (1 - MEANING_SHARE) * words + MEANING_SHARE * near;
}
