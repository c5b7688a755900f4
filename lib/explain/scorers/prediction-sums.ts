import { type DocumentSums, sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { documentAt, type IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import type { Prediction } from "#lib/explain/predicates/predict.ts";

/** A position where a prediction or the feature is above zero. */
export type Meeting = { position: number; predicted: number; actual: number };

/** Walks a prediction and what the feature did together, in the order of the text. */
export function* meet(prediction: Prediction, actual: ObservedFeature): Generator<Meeting> {
  let ours = 0;
  let theirs = 0;
  while (ours < prediction.positions.length || theirs < actual.positions.length) {
    const predictedAt = prediction.positions[ours] ?? Infinity;
    const activeAt = actual.positions[theirs] ?? Infinity;
    const position = Math.min(predictedAt, activeAt);
    const predicted = predictedAt === position ? (prediction.values[ours++] ?? 0) : 0;
    const value = activeAt === position ? (actual.values[theirs++] ?? 0) : 0;
    yield { position, predicted, actual: value };
  }
}

/** Sums that the scores of a prediction are computed from, by document. */
export type PredictionSums = {
  /** Σx, Σy, Σxx, Σyy, Σxy: lib/explain/metrics/moment-sums.ts */
  moments: DocumentSums;
  /** positives, predicted, both: lib/explain/metrics/confusion-sums.ts */
  confusion: DocumentSums;
};

const MOMENTS = 5;
const COUNTS = 3;

export function sumPrediction(text: IndexedText, prediction: Prediction, actual: ObservedFeature): PredictionSums {
  const moments = new Float64Array(text.documents * MOMENTS);
  const counts = new Float64Array(text.documents * COUNTS);
  const add = (sums: Float64Array, at: number, value: number) => void (sums[at] = (sums[at] ?? 0) + value);
  for (const { position, predicted: x, actual: y } of meet(prediction, actual)) {
    const document = documentAt(text, position);
    [x, y, x * x, y * y, x * y].forEach((value, i) => add(moments, document * MOMENTS + i, value));
    add(counts, document * COUNTS, y > 0 ? 1 : 0);
    add(counts, document * COUNTS + 1, x > 0 ? 1 : 0);
    add(counts, document * COUNTS + 2, x > 0 && y > 0 ? 1 : 0);
  }
  return { moments: sparseDocumentSums(moments, MOMENTS), confusion: sparseDocumentSums(counts, COUNTS) };
}
