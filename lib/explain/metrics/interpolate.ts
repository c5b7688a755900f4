import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/**
 * The value at x of the line through the points (xs[i], ys[i]), held constant outside: the semantics of `np.interp`. Of
 * points with equal xs the last one gives the value at that x.
 * @param xs [n ≥ 1] ascending
 * @param ys [n]
 */
export function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  requireSameLength({ xs, ys });
  const last = xs.length - 1;
  const [first, highest] = [xs[0], xs[last]];
  if (first === undefined || highest === undefined || Number.isNaN(x)) throw new RangeError("nothing to interpolate");
  if (x < first) return ys[0] ?? 0;
  if (x >= highest) return ys[last] ?? 0;
  // The last point at or below x.
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [xs[low], xs[high], ys[low], ys[high]];
  return y0 + ((y1 - y0) / (x1 - x0)) * (x - x0);
}
