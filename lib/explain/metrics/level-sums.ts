import type { SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import type { Metric } from "#lib/explain/metrics/metric.ts";
import type { RankingLevels } from "#lib/explain/metrics/ranking-levels.ts";

/**
 * A document's positives at each level, highest first, then its negatives at each level but the lowest: those are the
 * rest of its size, so a document where nothing fires and nothing is predicted has only zeros.
 */
export function levelSumsWidth(levels: number): number {
  return 2 * levels - 1;
}

/** A ranking metric, for {@link bootstrap} over {@link levelSumsWidth} sums a document. */
export function levelStatistic(levels: number, metric: (levels: RankingLevels) => Metric): SumsStatistic {
  const negatives = new Float64Array(levels);
  return (sums, size) => {
    if (sums.length !== levelSumsWidth(levels)) throw new RangeError(`${sums.length} sums are not of ${levels} levels`);
    negatives.set(sums.subarray(levels));
    negatives[levels - 1] = size - sums.reduce((total, sum) => total + sum, 0);
    return metric({ positives: sums.subarray(0, levels), negatives });
  };
}
