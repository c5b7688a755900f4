import type { SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import type { Metric } from "#lib/explain/metrics/metric.ts";
import type { PairMoments } from "#lib/explain/metrics/pair-moments.ts";

/** A document's Σx, Σy, Σxx, Σyy and Σxy, in this order; n is its size. */
export const MOMENT_SUMS_WIDTH = 5;

/** A metric of pair moments, for {@link bootstrap} over {@link MOMENT_SUMS_WIDTH} sums a document. */
export function momentStatistic(metric: (moments: PairMoments) => Metric): SumsStatistic {
  return ([x = 0, y = 0, xx = 0, yy = 0, xy = 0], n) => metric({ n, x, y, xx, yy, xy });
}
