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
  const documents: number[] = [];
  const kept: number[] = [];
  for (let from = 0; from < sums.length; from += width) {
    let at = from;
    while (at < from + width && sums[at] === 0) at++;
    if (at === from + width) continue;
    documents.push(from / width);
    for (let column = 0; column < width; column++) kept.push(sums[from + column] ?? 0);
  }
  return { width, documents: Uint32Array.from(documents), sums: Float64Array.from(kept) };
}

/** [width] the sums over all documents */
export function columnTotals({ width, documents, sums }: DocumentSums): Float64Array {
  if (sums.length !== documents.length * width) {
    throw new RangeError(`${documents.length} documents of ${width} sums have ${sums.length} entries`);
  }
  const totals = new Float64Array(width);
  for (let row = 0; row < sums.length; row += width)
    for (let column = 0; column < width; column++) totals[column] = (totals[column] ?? 0) + (sums[row + column] ?? 0);
  return totals;
}
