import type { RankingLevels } from "#lib/explain/metrics/ranking-levels.ts";
import type { Meeting } from "#lib/explain/scorers/meeting.ts";

/** Counts active and silent tokens at each predicted value, highest first; what is not predicted is at the last, 0. */
export function countPredictedLevels(tokens: number, { predicted, actual }: Meeting): RankingLevels {
  const rest = { value: 0, positives: 0, negatives: tokens - predicted.length };
  // A predicate has a handful of levels: looking through them is faster than hashing.
  const levels = [rest];
  for (let place = 0; place < predicted.length; place++) {
    const value = predicted[place] ?? 0;
    let level = levels.find((known) => known.value === value);
    if (!level) levels.push((level = { value, positives: 0, negatives: 0 }));
    if ((actual[place] ?? 0) > 0) level.positives += 1;
    else level.negatives += 1;
  }
  levels.sort((a, b) => b.value - a.value);
  return {
    positives: Float64Array.from(levels, ({ positives }) => positives),
    negatives: Float64Array.from(levels, ({ negatives }) => negatives),
  };
}
