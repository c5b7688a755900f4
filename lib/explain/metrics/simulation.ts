import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";
import type { PairMoments } from "#lib/explain/metrics/pair-moments.ts";

/**
 * A variance below this share of the mean square is rounding: with a coefficient of variation under 1e-6, n·Σxx − (Σx)²
 * has lost all its digits.
 */
const CONSTANT_SHARE = 1e-12;

/**
 * Pearson correlation over all tokens together, (n·Σxy − Σx·Σy) / √((n·Σxx − (Σx)²)·(n·Σyy − (Σy)²)). With simulated
 * expected values as x it is OpenAI's `ev_correlation_score` (NaN there where we say which side is constant).
 * @see Bills et al. 2023, "Language models can explain neurons in language models"
 */
export function correlation({ n, x, y, xx, yy, xy }: PairMoments): Metric {
  if (n === 0) return missing("no examples");
  const ofTruth = n * yy - y * y;
  if (ofTruth <= CONSTANT_SHARE * n * yy) return missing("truth is constant");
  const ofPrediction = n * xx - x * x;
  if (ofPrediction <= CONSTANT_SHARE * n * xx) return missing("prediction is constant");
  const r = (n * xy - x * y) / (Math.sqrt(ofPrediction) * Math.sqrt(ofTruth));
  return known(Math.min(1, Math.max(-1, r)));
}

/** {@link correlation}, but 0 for a prediction of the same everywhere: it predicts nothing, which is not the same as having no score. */
export function correlationOrZero(moments: PairMoments): Metric {
  const metric = correlation(moments);
  return metric.reason === "prediction is constant" ? known(0) : metric;
}

/**
 * OpenAI's `rsquared_score`: 1 − Σ(y − ŷ)² / Σy². The denominator is not centred, so predicting 0 scores 0 and predicting
 * the mean scores more: not the R² of statistics, which is {@link fractionVarianceExplained}.
 */
export function uncentredRSquared(moments: PairMoments): Metric {
  if (moments.n === 0) return missing("no examples");
  return moments.yy === 0 ? missing("truth is zero") : known(1 - squaredError(moments) / moments.yy);
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: predicting the mean scores 0. */
export function fractionVarianceExplained(moments: PairMoments): Metric {
  const { n, y, yy } = moments;
  if (n === 0) return missing("no examples");
  const variance = yy - (y * y) / n;
  if (variance <= CONSTANT_SHARE * yy) return missing("truth is constant");
  return known(1 - squaredError(moments) / variance);
}

/** Σ(y − ŷ)² = Σyy − 2·Σxy + Σxx */
function squaredError({ xx, yy, xy }: PairMoments): number {
  return Math.max(0, yy - 2 * xy + xx);
}
