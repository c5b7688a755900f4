import { columnTotals, type DocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { known, type Metric, type MissingReason } from "#lib/explain/metrics/metric.ts";
import { quantileOfSorted } from "#lib/explain/metrics/quantile.ts";
import { addResampled, type ResampledDocuments, type Resamples } from "#lib/explain/metrics/resamples.ts";

/** A number computed from the sums over documents and their total size. Both are only lent: keep neither. */
export type SumsStatistic = (sums: Float64Array, size: number) => Metric;

export type Interval =
  | { readonly low: number; readonly high: number; readonly reason: null }
  | { readonly low: null; readonly high: null; readonly reason: MissingReason };

export type Bootstrapped = { readonly estimate: Metric; readonly interval: Interval };

/**
 * The statistic over all documents and its percentile bootstrap interval, whole documents drawn with replacement: tokens
 * of a document are not independent, documents are taken to be. Resamples in which the statistic has no value are left
 * out; where they are more than 1 − level of all, too few documents carry it, and there is no interval. Resampling cannot
 * show an error that no document has: an estimate of exactly 0 or 1 gets an interval without width.
 * O(resamples · (rows · width + cost of the statistic)).
 * @see Efron and Tibshirani 1993, "An introduction to the bootstrap", §13
 */
export function bootstrap(
  documents: ResampledDocuments,
  sums: DocumentSums,
  statistic: SumsStatistic,
  { level = 0.95 }: { level?: number } = {},
): Bootstrapped {
  const estimate = statistic(columnTotals(sums), documents.size);
  if (estimate.value === null) return { estimate, interval: noInterval(estimate.reason) };
  const values = resampledValues(documents, sums, statistic);
  return { estimate, interval: percentileInterval(values, level) };
}

/**
 * score − baseline, each document drawn for both at once: what they share cancels, so the interval is narrower than the
 * two intervals suggest. It holds 0 where the score is not told from its baseline.
 */
export function bootstrapDifference(
  documents: ResampledDocuments,
  score: DocumentSums,
  baseline: DocumentSums,
  statistic: SumsStatistic,
  { level = 0.95 }: { level?: number } = {},
): Bootstrapped {
  const ours = statistic(columnTotals(score), documents.size);
  if (ours.value === null) return { estimate: ours, interval: noInterval(ours.reason) };
  const theirs = statistic(columnTotals(baseline), documents.size);
  if (theirs.value === null) return { estimate: theirs, interval: noInterval(theirs.reason) };
  const values = resampledValues(documents, score, statistic);
  const subtrahends = resampledValues(documents, baseline, statistic);
  for (let b = 0; b < values.length; b++) values[b] = (values[b] ?? NaN) - (subtrahends[b] ?? NaN);
  return { estimate: known(ours.value - theirs.value), interval: percentileInterval(values, level) };
}

/** [resamples] the statistic of each, NaN where it has no value: inside this file only. */
function resampledValues(
  { resamples, sizes }: ResampledDocuments,
  sums: DocumentSums,
  statistic: SumsStatistic,
): Float64Array {
  const totals = resampledTotals(resamples, sums);
  const lent = new Float64Array(sums.width);
  return sizes.map((size, b) => {
    for (let column = 0; column < sums.width; column++) lent[column] = totals[column * resamples.resamples + b] ?? 0;
    return statistic(lent, size).value ?? NaN;
  });
}

/** [width × resamples] */
function resampledTotals(resamples: Resamples, { width, documents, sums }: DocumentSums): Float64Array {
  const totals = new Float64Array(width * resamples.resamples);
  for (let row = 0; row < documents.length; row++) {
    const document = documents[row] ?? 0;
    if (document >= resamples.documents) throw new RangeError(`no document ${document} in ${resamples.documents}`);
    for (let column = 0; column < width; column++) {
      const value = sums[row * width + column] ?? 0;
      if (value !== 0) addResampled(totals, column * resamples.resamples, resamples, document, value);
    }
  }
  return totals;
}

/** @param values of the resamples; NaN where the statistic has none */
export function percentileInterval(values: Float64Array, level: number): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (values.length - sorted.length > (1 - level) * values.length) return noInterval("too few documents");
  const tail = (1 - level) / 2;
  return { low: quantileOfSorted(sorted, tail), high: quantileOfSorted(sorted, 1 - tail), reason: null };
}

function noInterval(reason: MissingReason): Interval {
  return { low: null, high: null, reason };
}
