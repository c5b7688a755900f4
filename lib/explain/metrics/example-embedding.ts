import { type Metric, missing } from "#lib/explain/metrics/metric.ts";
import { auroc } from "#lib/explain/metrics/ranking.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";
import { addVector, dotProduct } from "#lib/search/unit-vector.ts";

/** Embeddings of one batch; a row is an embedding. */
export type EmbeddingBatch = {
  readonly width: number;
  /** [n × width] activating examples */
  readonly positives: Float32Array;
  /** [m × width] examples that do not activate */
  readonly negatives: Float32Array;
  /** [width] an activating example not among them */
  readonly positiveQuery: Float32Array;
  /** [width] one that does not activate */
  readonly negativeQuery: Float32Array;
};

export type EmbeddingDeltas = { readonly deltaPlus: number; readonly deltaMinus: number };

/**
 * For each query, mean cosine to the positives − mean cosine to the negatives: Delphi's `delta_plus` (of the positive
 * query) and `delta_minus` (of the negative one).
 */
export function embeddingDeltas({
  width,
  positives,
  negatives,
  positiveQuery,
  negativeQuery,
}: EmbeddingBatch): EmbeddingDeltas {
  requireSameLength({ positiveQuery, negativeQuery, embedding: { length: width } });
  // A mean of cosines is the product of the unit query with the mean of unit vectors.
  const towards = meanDirection(positives, width);
  const away = meanDirection(negatives, width);
  const contrast = towards.map((value, i) => value - (away[i] ?? 0));
  const delta = (query: Float32Array) =>
    meanDirection(query, width).reduce((total, value, i) => total + value * (contrast[i] ?? 0), 0);
  return { deltaPlus: delta(positiveQuery), deltaMinus: delta(negativeQuery) };
}

/**
 * AUROC of deltas: the probability that an activating example is nearer to the other activating ones, relative to those
 * that do not activate, than an example that does not activate is. 1/2 is no coherence. Needs neither explanation nor judge.
 */
export function embeddingSeparability(batches: readonly EmbeddingDeltas[]): Metric {
  return auroc(
    Float64Array.from([...batches.map(({ deltaPlus }) => deltaPlus), ...batches.map(({ deltaMinus }) => deltaMinus)]),
    Uint8Array.from({ length: 2 * batches.length }, (_, i) => (i < batches.length ? 1 : 0)),
  );
}

/** [width] the mean of the rows, each of length 1 */
function meanDirection(rows: Float32Array, width: number): Float64Array {
  if (rows.length === 0 || rows.length % width !== 0) {
    throw new RangeError(`${rows.length} numbers are no embeddings of ${width}`);
  }
  const mean = new Float64Array(width);
  for (let start = 0; start < rows.length; start += width) {
    const row = rows.subarray(start, start + width);
    const norm = Math.sqrt(row.reduce((total, value) => total + value * value, 0));
    if (!(norm > 0)) throw new RangeError("an embedding has no direction");
    for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / norm / (rows.length / width);
  }
  return mean;
}

/**
 * {@link embeddingSeparability} with every example in turn as the query and all others to compare with, in
 * O(examples · width): the mean of cosines to many is the product with their sum.
 * @param positives,negatives at least two each, of one width, of length 1
 */
export function leaveOneOutSeparability(
  positives: readonly Float32Array[],
  negatives: readonly Float32Array[],
): Metric {
  if (positives.length < 2) return missing("no positives");
  if (negatives.length < 2) return missing("no negatives");
  const towards = sumOf(positives);
  const away = sumOf(negatives);
  // An example is left out of its own side's sum: its product with itself is 1.
  const ofPositives = positives.map(
    (query) => (dotProduct(query, towards) - 1) / (positives.length - 1) - dotProduct(query, away) / negatives.length,
  );
  const ofNegatives = negatives.map(
    (query) => dotProduct(query, towards) / positives.length - (dotProduct(query, away) - 1) / (negatives.length - 1),
  );
  return auroc(
    Float64Array.from([...ofPositives, ...ofNegatives]),
    Uint8Array.from({ length: positives.length + negatives.length }, (_, i) => (i < positives.length ? 1 : 0)),
  );
}

function sumOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addVector(sum, vector);
  return sum;
}
