import { mix32 } from "#lib/stats/hash.ts";

/** 512 MB of counts: 200 resamples of 2.6 million units. */
const COUNTS_MAX = 2 ** 29;

/**
 * How often each unit (a document, say) is drawn in each bootstrap resample: drawn once for a set of units and shared by
 * all statistics of it, which makes their intervals comparable and their differences paired.
 */
export type Resamples = {
  readonly units: number;
  readonly resamples: number;
  /** [units × resamples], a unit's counts side by side. A count above 255 has a probability below 255!⁻¹. */
  readonly counts: Uint8Array;
};

/**
 * Draws `units` units with replacement, `resamples` times. The same seed and number of units give the same draws, and the
 * first 200 of 1,000 resamples are the 200.
 */
export function drawResamples(
  units: number,
  { seed, resamples = 1_000 }: { seed: number; resamples?: number },
): Resamples {
  if (!(Number.isInteger(units) && units >= 1 && Number.isInteger(resamples) && resamples >= 1)) {
    throw new RangeError(`cannot resample ${units} units ${resamples} times`);
  }
  if (units * resamples > COUNTS_MAX) throw new RangeError(`${units} × ${resamples} counts are too many`);
  const counts = new Uint8Array(units * resamples);
  const draw = createDraw(seed, units);
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < units; i++) {
      const place = draw() * resamples + resample;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { units, resamples, counts };
}

/** Whole numbers in [0, bound): a hashed counter, so that nothing repeats in 2^32 draws; the bias is bound / 2^32. */
function createDraw(seed: number, bound: number): () => number {
  let state = mix32(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return Math.floor((mix32(state) / 2 ** 32) * bound);
  };
}
