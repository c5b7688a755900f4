import { CONFUSION_SUMS_WIDTH } from "#lib/explain/metrics/confusion-sums.ts";
import { type DocumentSums, sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { MOMENT_SUMS_WIDTH } from "#lib/explain/metrics/moment-sums.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { Meeting } from "#lib/explain/scorers/meeting.ts";

/** Σx, Σy, Σxx, Σyy and Σxy of predicted x and actual y, by document. */
export function sumMoments(
  { documents, documentOf }: IndexedText,
  { positions, predicted, actual }: Meeting,
): DocumentSums {
  const sums = new Float64Array(documents * MOMENT_SUMS_WIDTH);
  for (let place = 0; place < positions.length; place++) {
    const at = (documentOf[positions[place] ?? 0] ?? 0) * MOMENT_SUMS_WIDTH;
    const x = predicted[place] ?? 0;
    const y = actual[place] ?? 0;
    add(sums, at, x);
    add(sums, at + 1, y);
    add(sums, at + 2, x * x);
    add(sums, at + 3, y * y);
    add(sums, at + 4, x * y);
  }
  return sparseDocumentSums(sums, MOMENT_SUMS_WIDTH);
}

/** Tokens where the feature is active, where the prediction says so, and where both do, by document. */
export function countAgreement(
  { documents, documentOf }: IndexedText,
  { positions, predicted, actual }: Meeting,
): DocumentSums {
  const sums = new Float64Array(documents * CONFUSION_SUMS_WIDTH);
  for (let place = 0; place < positions.length; place++) {
    const at = (documentOf[positions[place] ?? 0] ?? 0) * CONFUSION_SUMS_WIDTH;
    const isPredicted = (predicted[place] ?? 0) > 0;
    const isActive = (actual[place] ?? 0) > 0;
    if (isActive) add(sums, at, 1);
    if (isPredicted) add(sums, at + 1, 1);
    if (isActive && isPredicted) add(sums, at + 2, 1);
  }
  return sparseDocumentSums(sums, CONFUSION_SUMS_WIDTH);
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}
