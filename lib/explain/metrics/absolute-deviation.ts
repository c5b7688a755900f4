import { type Metric, missing, ratio } from "#lib/explain/metrics/metric.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/** Sums over tokens that add up like {@link PairMoments}, from which they do not follow. */
export type AbsoluteDeviation = {
  readonly n: number;
  /** Σ|y − ŷ| */
  readonly error: number;
  /** Σ|y| */
  readonly truth: number;
};

/**
 * @param predicted [n]
 * @param truth [n]
 */
export function absoluteDeviation(
  predicted: Float32Array | Float64Array,
  truth: Float32Array | Float64Array,
): AbsoluteDeviation {
  requireSameLength({ predicted, truth });
  let error = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const real = truth[i] ?? 0;
    error += Math.abs(real - (predicted[i] ?? 0));
    total += Math.abs(real);
  }
  if (!Number.isFinite(error + total)) throw new RangeError("an activation is not a finite number");
  return { n: truth.length, error, truth: total };
}

export function addAbsoluteDeviation(a: AbsoluteDeviation, b: AbsoluteDeviation): AbsoluteDeviation {
  return { n: a.n + b.n, error: a.error + b.error, truth: a.truth + b.truth };
}

/** OpenAI's `absolute_dev_explained_score`: 1 − Σ|y − ŷ| / Σ|y|. */
export function absoluteDeviationExplained({ n, error, truth }: AbsoluteDeviation): Metric {
  if (n === 0) return missing("no examples");
  return ratio(truth - error, truth, "truth is zero");
}
