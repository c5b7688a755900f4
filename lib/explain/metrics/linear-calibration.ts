import type { PairMoments } from "#lib/explain/metrics/pair-moments.ts";

/** Maps predictions to the feature's scale; leaves correlation as it is (unless the slope is not positive). */
export type LinearCalibration = { readonly slope: number; readonly intercept: number };

/**
 * Least squares of truth y on prediction x: slope = (n·Σxy − Σx·Σy) / (n·Σxx − (Σx)²), through the means. A constant
 * prediction gets slope 0 and the mean of the truth, as in scikit-learn's LinearRegression.
 * @param moments of a calibration split, apart from what is scored
 */
export function fitLinearCalibration({ n, x, y, xx, xy }: PairMoments): LinearCalibration {
  if (n === 0) throw new RangeError("no tokens to calibrate on");
  const spread = n * xx - x * x;
  // Below the rounding of its two terms the spread is noise, and a slope from it would be arbitrary.
  const slope = spread > 1e-12 * n * xx ? (n * xy - x * y) / spread : 0;
  return { slope, intercept: (y - slope * x) / n };
}

export function applyLinearCalibration(
  { slope, intercept }: LinearCalibration,
  predicted: Float32Array | Float64Array,
): Float64Array {
  return Float64Array.from(predicted, (value) => intercept + slope * value);
}
