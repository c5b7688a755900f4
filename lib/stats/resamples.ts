import { createUniform } from "#lib/stats/uniform.ts";

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
  // The bias of each draw is units / 2^32.
  const draw = createUniform(seed);
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < units; i++) {
      const place = Math.floor(draw() * units) * resamples + resample;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { units, resamples, counts };
}
