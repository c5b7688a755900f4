import type { RankingLevels } from "#lib/explain/metrics/ranking-levels.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import type { Prediction } from "#lib/explain/predicates/predict.ts";
import { meet } from "#lib/explain/scorers/prediction-sums.ts";

/** Counts active and silent tokens at each predicted value, highest first; what is not predicted is at the last, 0. */
export function countPredictedLevels(tokens: number, prediction: Prediction, actual: ObservedFeature): RankingLevels {
  const counts = new Map<number, { positives: number; negatives: number }>([[0, { positives: 0, negatives: tokens }]]);
  for (const { predicted, actual: value } of meet(prediction, actual)) {
    const level = counts.get(predicted) ?? { positives: 0, negatives: 0 };
    if (value > 0) level.positives += 1;
    else level.negatives += 1;
    counts.set(predicted, level);
    const rest = counts.get(0);
    if (rest) rest.negatives -= 1;
  }
  const levels = [...counts].sort(([a], [b]) => b - a);
  return {
    positives: Float64Array.from(levels, ([, { positives }]) => positives),
    negatives: Float64Array.from(levels, ([, { negatives }]) => negatives),
  };
}
