import type { SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { type Confusion, confusionOfCounts } from "#lib/explain/metrics/confusion.ts";
import type { Metric } from "#lib/explain/metrics/metric.ts";

/** A document's positives, predicted and both, in this order; true negatives follow from its size. */
export const CONFUSION_SUMS_WIDTH = 3;

/** A metric of confusion counts, for {@link bootstrap} over {@link CONFUSION_SUMS_WIDTH} sums a document. */
export function confusionStatistic(metric: (confusion: Confusion) => Metric): SumsStatistic {
  return ([positives = 0, predicted = 0, both = 0], size) =>
    metric(confusionOfCounts({ size, positives, predicted, both }));
}
