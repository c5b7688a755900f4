/** How well a feature answers a query: 3 just what was asked, 2 mostly or in good part, 1 a little, 0 not at all. */
export type Grade = 0 | 1 | 2 | 3;

/** Grades of the features that were judged for a query; others count as 0. */
export type Grades<K> = ReadonlyMap<K, Grade>;

/** From this grade on a feature is an answer. */
export const RELEVANT_MIN: Grade = 2;

/**
 * Σ (2^grade − 1) / log₂(rank + 1) over the first `depth` places, divided by the same of the best possible ranking of all judged
 * features: 0…1. Undefined where nothing that was judged has a grade above 0.
 * @param ranking best first, each once
 * @see Burges et al. 2005, "Learning to Rank using Gradient Descent", §6 (the gain); Järvelin & Kekäläinen 2002 (the measure)
 */
export function ndcg<K>(ranking: readonly K[], grades: Grades<K>, depth: number): number | undefined {
  const best = discountedGain([...grades.values()].toSorted((a, b) => b - a).slice(0, depth));
  if (best === 0) return undefined;
  return discountedGain(ranking.slice(0, depth).map((key) => grades.get(key) ?? 0)) / best;
}

const discountedGain = (grades: readonly number[]): number =>
  grades.reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);

/**
 * Of the answers that fit into the first `depth` places the share that is there: found / min(depth, answers). Undefined where
 * there are none.
 */
export function recall<K>(ranking: readonly K[], grades: Grades<K>, depth: number): number | undefined {
  const answers = [...grades.values()].filter((grade) => grade >= RELEVANT_MIN).length;
  if (answers === 0) return undefined;
  return countAnswers(ranking, grades, depth) / Math.min(depth, answers);
}

/** 1 where an answer is among the first `depth` places, else 0. Undefined where there are none. */
export function success<K>(ranking: readonly K[], grades: Grades<K>, depth: number): number | undefined {
  const found = recall(ranking, grades, depth);
  return found === undefined ? undefined : Number(found > 0);
}

function countAnswers<K>(ranking: readonly K[], grades: Grades<K>, depth: number): number {
  return ranking.slice(0, depth).filter((key) => (grades.get(key) ?? 0) >= RELEVANT_MIN).length;
}

/** The share of the first `depth` places, or of as many as there are, that somebody judged. */
export function judgedShare<K>(ranking: readonly K[], grades: Grades<K>, depth: number): number | undefined {
  const first = ranking.slice(0, depth);
  return first.length === 0 ? undefined : first.filter((key) => grades.has(key)).length / first.length;
}
