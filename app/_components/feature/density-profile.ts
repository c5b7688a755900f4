/** Densities of the live features of one source, to say where one of them stands. */
export type DensityProfile = {
  /** Share of live features denser than `density`. */
  shareAbove(density: number): number;
  /** Counts in equal steps of log10 density from `low` to `high` (exponents). */
  histogram: { low: number; high: number; counts: number[] };
};

const BINS = 40;

/** @param densities of all features, dead ones (0) included; they are left out. Undefined when none is live. */
export function profileDensities(densities: Float32Array): DensityProfile | undefined {
  const live = densities.filter((density) => density > 0).sort();
  const [least] = live;
  if (least === undefined) return undefined;
  const low = Math.floor(Math.log10(least));
  const high = Math.max(low + 1, Math.ceil(Math.log10(live.at(-1) ?? 1)));
  const counts = Array.from({ length: BINS }, () => 0);
  for (const density of live) {
    const bin = Math.min(BINS - 1, Math.floor(((Math.log10(density) - low) / (high - low)) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { shareAbove: (density) => 1 - countAtMost(live, density) / live.length, histogram: { low, high, counts } };
}

/** How many of the ascending `values` are ≤ `limit`. */
function countAtMost(values: Float32Array, limit: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] ?? 0) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
