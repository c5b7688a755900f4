import { mix32 } from "#lib/stats/hash.ts";

/** A percentile interval. */
export type Interval = { low: number; high: number };

const RESAMPLES = 1_000;
/** What it holds of all resamples. */
const LEVEL = 0.95;
/** One unit drawn again is itself: it says nothing of how others would differ. */
const UNITS_MIN = 2;

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
  { seed, resamples = RESAMPLES }: { seed: number; resamples?: number },
): Interval | undefined {
  if (units < UNITS_MIN) return undefined;
  const counts = new Uint32Array(units);
  const draw = createDraw(seed, units);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    counts.fill(0);
    for (let i = 0; i < units; i++) {
      const unit = draw();
      counts[unit] = (counts[unit] ?? 0) + 1;
    }
    const value = statistic(counts);
    if (value !== undefined) values.push(value);
  }
  if (values.length < LEVEL * resamples) return undefined;
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, (1 - LEVEL) / 2), high: quantile(sorted, (1 + LEVEL) / 2) };
}

/** Whole numbers in [0, bound): a hashed counter, so that nothing repeats in 2^32 draws; the bias is bound / 2^32. */
function createDraw(seed: number, bound: number): () => number {
  let state = mix32(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return Math.floor((mix32(state) / 2 ** 32) * bound);
  };
}

/** Between the two nearest order statistics, in proportion. @param sorted not empty */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (place - below) * (high - low);
}
