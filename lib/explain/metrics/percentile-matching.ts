import { interpolate } from "#lib/explain/metrics/interpolate.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/** Maps the nth percentile of predictions to the nth percentile of the truth. */
export type PercentileMatching = {
  /** [n] ascending */
  readonly predicted: Float64Array;
  /** [n] ascending */
  readonly truth: Float64Array;
};

/**
 * OpenAI's percentile calibration. Mind its ties: of predictions that are all 0, as most are, every one is mapped to the
 * *largest* truth of their block, because that is what np.interp answers there.
 * @param predicted [n ≥ 1] on a calibration split
 * @param truth [n]
 */
export function fitPercentileMatching(
  predicted: Float32Array | Float64Array,
  truth: Float32Array | Float64Array,
): PercentileMatching {
  requireSameLength({ predicted, truth });
  if (truth.length === 0) throw new RangeError("no tokens to calibrate on");
  return { predicted: Float64Array.from(predicted).sort(), truth: Float64Array.from(truth).sort() };
}

export function applyPercentileMatching(
  matching: PercentileMatching,
  predicted: Float32Array | Float64Array,
): Float64Array {
  return Float64Array.from(predicted, (value) => interpolate(value, matching.predicted, matching.truth));
}
