/**
 * Sums of a statistic by document, `width` of them each; a document not listed has zeros. A rare feature and its label
 * touch few documents, and only those are listed. The documents' sizes are not among the sums: they are nowhere zero and
 * the same for every feature.
 */
export type DocumentSums = {
  readonly width: number;
  /** [rows] ordinals of documents, each once */
  readonly documents: Uint32Array;
  /** [rows × width] */
  readonly sums: Float64Array;
};

/**
 * Keeps the documents with a sum that is not zero.
 * @param sums [documents × width]
 */
export function sparseDocumentSums(sums: Float64Array, width: number): DocumentSums {
  if (sums.length % width !== 0) throw new RangeError(`${sums.length} sums are no rows of ${width}`);
  const row = (document: number) => sums.subarray(document * width, (document + 1) * width);
  const documents = Uint32Array.from({ length: sums.length / width }, (_, document) => document).filter((document) =>
    row(document).some((sum) => sum !== 0),
  );
  const kept = new Float64Array(documents.length * width);
  documents.forEach((document, place) => kept.set(row(document), place * width));
  return { width, documents, sums: kept };
}

/** [width] the sums over all documents */
export function columnTotals({ width, documents, sums }: DocumentSums): Float64Array {
  if (sums.length !== documents.length * width) {
    throw new RangeError(`${documents.length} documents of ${width} sums have ${sums.length} entries`);
  }
  const totals = new Float64Array(width);
  for (let i = 0; i < sums.length; i++) totals[i % width] = (totals[i % width] ?? 0) + (sums[i] ?? 0);
  return totals;
}
