import { columnTotals, type DocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { known, type Metric, missing, type MissingReason } from "#lib/explain/metrics/metric.ts";
import { addResampled, type ResampledDocuments } from "#lib/explain/metrics/resamples.ts";
import { percentileInterval, UNITS_MIN } from "#lib/stats/bootstrap.ts";
import type { Resamples } from "#lib/stats/resamples.ts";

/** A number computed from the sums over documents and their total size. Both are only lent: keep neither. */
export type SumsStatistic = (sums: Float64Array, size: number) => Metric;

export type Interval =
  | { readonly low: number; readonly high: number; readonly reason: null }
  | { readonly low: null; readonly high: null; readonly reason: MissingReason };

export type Bootstrapped = { readonly estimate: Metric; readonly interval: Interval };

/** A statistic over all documents, and over those drawn for each resample. */
export type Resampled = {
  readonly estimate: Metric;
  /** [resamples] NaN where it has no value */
  readonly values: Float64Array;
};

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
  const resampled = resample(documents, sums, statistic);
  return { estimate: resampled.estimate, interval: intervalOf(resampled, { level }) };
}

/** The statistic of all documents and of every resample; none has a value with a single document, which says nothing of others. */
export function resample(
  { resamples, size, sizes }: ResampledDocuments,
  sums: DocumentSums,
  statistic: SumsStatistic,
): Resampled {
  const estimate = statistic(columnTotals(sums), size);
  if (estimate.value === null || resamples.units < UNITS_MIN)
    return { estimate, values: new Float64Array(resamples.resamples).fill(NaN) };
  const totals = resampledTotals(resamples, sums);
  const lent = new Float64Array(sums.width);
  const values = sizes.map((drawn, b) => {
    for (let column = 0; column < sums.width; column++) lent[column] = totals[column * resamples.resamples + b] ?? 0;
    return statistic(lent, drawn).value ?? NaN;
  });
  return { estimate, values };
}

/** What is the same in every resample. */
export function constantResampled({ resamples }: ResampledDocuments, value: number): Resampled {
  return { estimate: known(value), values: new Float64Array(resamples.resamples).fill(value) };
}

export function intervalOf({ estimate, values }: Resampled, { level = 0.95 }: { level?: number } = {}): Interval {
  if (estimate.value === null) return noInterval(estimate.reason);
  const interval = percentileInterval(values, level);
  return interval ? { ...interval, reason: null } : noInterval("too few documents");
}

/**
 * score − baseline, resample by resample: what they share cancels, so the interval is narrower than the two intervals
 * suggest. It holds 0 where the score is not told from its baseline.
 * @param baseline on the same resamples
 */
export function subtractResampled(score: Resampled, baseline: Resampled): Resampled {
  const values = score.values.map((value, b) => subtract(value, baseline.values[b] ?? NaN));
  if (score.estimate.value === null) return { estimate: score.estimate, values };
  if (baseline.estimate.value === null) return { estimate: baseline.estimate, values };
  return { estimate: known(subtract(score.estimate.value, baseline.estimate.value)), values };
}

/** A rule and its baseline may predict the same in two scales: what differs in the last digits is equal, and beats nothing. */
const ROUNDING = 1e-9;
const subtract = (a: number, b: number): number => (Math.abs(a - b) < ROUNDING ? 0 : a - b);

/** The mean of several statistics on the same resamples; of none it has no value. */
export function averageResampled(statistics: readonly Resampled[]): Resampled {
  const [first, ...others] = statistics;
  if (!first) return { estimate: missing("no examples"), values: new Float64Array() };
  const values = first.values.slice();
  for (const other of others)
    for (let b = 0; b < values.length; b++) values[b] = (values[b] ?? NaN) + (other.values[b] ?? NaN);
  const estimates = statistics.map(({ estimate }) => estimate);
  const unknown = estimates.find(({ value }) => value === null);
  const sum = estimates.reduce((total, { value }) => total + (value ?? 0), 0);
  return {
    estimate: unknown ?? known(sum / statistics.length),
    values: values.map((total) => total / statistics.length),
  };
}

/** [width × resamples] */
function resampledTotals(resamples: Resamples, { width, documents, sums }: DocumentSums): Float64Array {
  const totals = new Float64Array(width * resamples.resamples);
  for (let row = 0; row < documents.length; row++) {
    const document = documents[row] ?? 0;
    if (document >= resamples.units) throw new RangeError(`no document ${document} in ${resamples.units}`);
    for (let column = 0; column < width; column++) {
      const value = sums[row * width + column] ?? 0;
      if (value !== 0) addResampled(totals, column * resamples.resamples, resamples, document, value);
    }
  }
  return totals;
}

function noInterval(reason: MissingReason): Interval {
  return { low: null, high: null, reason };
}
