/** Steps of log10 density: a quarter of a power of ten. Finer ones would tear apart densities of 1, 2, 3 … tokens. */
export const DENSITY_BINS_PER_DECADE = 4;

/** Features whose density lies from 10^(bin / 4) to below 10^((bin + 1) / 4); density 1 counts in bin −1. */
export type DensityBin = { bin: number; features: number };

export type LaidOutDensities = { low: number; high: number; counts: number[] };

/**
 * Live features over log10 density, from a whole power of ten at or below the rarest one up to 0: active on every token.
 * @param bins in any order, none twice
 * @returns undefined when no feature is live
 */
export function layOutDensities(bins: readonly DensityBin[]): LaidOutDensities | undefined {
  if (bins.length === 0) return undefined;
  const low = Math.floor(Math.min(...bins.map(({ bin }) => bin)) / DENSITY_BINS_PER_DECADE);
  const counts = Array.from({ length: -low * DENSITY_BINS_PER_DECADE }, () => 0);
  for (const { bin, features } of bins) counts[bin - low * DENSITY_BINS_PER_DECADE] = features;
  return { low, high: 0, counts };
}
