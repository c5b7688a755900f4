import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/**
 * Examples counted by distinct predicted value, the highest first. A predicate predicts a handful of values over
 * millions of tokens, so ranking metrics cost O(levels), and counts of documents add up.
 */
export type RankingLevels = {
  /** [levels] */
  readonly positives: Float64Array;
  /** [levels] */
  readonly negatives: Float64Array;
};

/**
 * AUROC = P(a positive is predicted higher than a negative) + P(equal) / 2
 *       = Σ_l pos_l · (Σ_{m>l} neg_m + neg_l / 2) / (P · N), levels from high to low.
 */
export function aurocOfLevels({ positives, negatives }: RankingLevels): Metric {
  requireSameLength({ positives, negatives });
  let positivesAbove = 0;
  let negativesAbove = 0;
  let wins = 0;
  for (let level = 0; level < positives.length; level++) {
    const own = negatives[level] ?? 0;
    const here = positives[level] ?? 0;
    wins += own * (positivesAbove + here / 2);
    positivesAbove += here;
    negativesAbove += own;
  }
  if (positivesAbove === 0) return missing("no positives");
  if (negativesAbove === 0) return missing("no negatives");
  return known(wins / positivesAbove / negativesAbove);
}

/**
 * Average precision, step-wise and without interpolation: AP = Σ_l (recall_l − recall_{l−1}) · precision_l, where level l
 * predicts everything at or above it, so equal predictions enter together. A random ranking gets the base rate.
 */
export function averagePrecisionOfLevels({ positives, negatives }: RankingLevels): Metric {
  requireSameLength({ positives, negatives });
  let found = 0;
  let predicted = 0;
  let area = 0;
  for (let level = 0; level < positives.length; level++) {
    const here = positives[level] ?? 0;
    found += here;
    predicted += here + (negatives[level] ?? 0);
    if (here > 0) area += here * (found / predicted);
  }
  return found === 0 ? missing("no positives") : known(area / found);
}
