/**
 * The quantile of ascending values by linear interpolation between order statistics: at index probability·(n − 1), as
 * `np.quantile` does by default.
 * @param sorted [n ≥ 1] ascending
 * @param probability 0…1
 */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0 || !(probability >= 0 && probability <= 1)) {
    throw new RangeError(`no quantile ${probability} of ${sorted.length} values`);
  }
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? 0;
  return low + (high - low) * (place - below);
}
