import { quantileOfSorted } from "#lib/stats/quantile.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

/** A percentile interval. */
export type Interval = { readonly low: number; readonly high: number };

/**
 * From the lower of both ends to the higher. Resampling units cannot show an error that no unit has: where all of them have a
 * hit or none has, its interval has no width, and the wider of it and one that counts trials is the honest one.
 */
export const widerInterval = (a: Interval, b: Interval): Interval => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** What an interval holds of all resamples. */
const LEVEL = 0.95;
/** One unit drawn again is itself: it says nothing of how others would differ. */
export const UNITS_MIN = 2;

/**
 * The 95% percentile interval of a statistic when whole units (documents, say) are drawn again, as many as there are, with
 * replacement. Equal units, statistic and seed give equal numbers.
 * @param units how many there are
 * @param statistic of all units, unit i taken `counts[i]` times; undefined where it has no value. `counts` is reused.
 * @returns undefined with fewer than two units, and where more resamples have no value than an interval may leave out
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, §13.3
 */
export function bootstrapInterval(
  units: number,
  statistic: (counts: Uint32Array) => number | undefined,
  options: { seed: number; resamples?: number },
): Interval | undefined {
  if (units < UNITS_MIN) return undefined;
  const { resamples, counts: drawn } = drawResamples(units, options);
  const counts = new Uint32Array(units);
  const values = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let unit = 0; unit < units; unit++) counts[unit] = drawn[unit * resamples + resample] ?? 0;
    values[resample] = statistic(counts) ?? NaN;
  }
  return percentileInterval(values);
}

/**
 * The middle `level` of a statistic's values over resamples. Those without a value are left out; where they are more than an
 * interval leaves out, there is none.
 * @param values [resamples] NaN where the statistic has no value
 */
export function percentileInterval(values: Float64Array, level = LEVEL): Interval | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0 || sorted.length < level * values.length) return undefined;
  return { low: quantileOfSorted(sorted, (1 - level) / 2), high: quantileOfSorted(sorted, (1 + level) / 2) };
}
