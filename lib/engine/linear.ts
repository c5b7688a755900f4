const blockSize = 32;

/**
 * Transposes a matrix, in blocks that stay in cache.
 * @param matrix [rows × columns] row-major
 * @returns [columns × rows]
 */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let rowStart = 0; rowStart < rows; rowStart += blockSize) {
    const rowEnd = Math.min(rowStart + blockSize, rows);
    for (let columnStart = 0; columnStart < columns; columnStart += blockSize) {
      const columnEnd = Math.min(columnStart + blockSize, columns);
      for (let row = rowStart; row < rowEnd; row++)
        for (let column = columnStart; column < columnEnd; column++)
          out[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return out;
}

/**
 * Multiplies each row by its own factor, in place.
 * @param matrix [factors.length × width]
 */
export function scaleRows(matrix: Float32Array, factors: ArrayLike<number>): void {
  const width = matrix.length / factors.length;
  for (let row = 0; row < factors.length; row++) {
    const factor = factors[row] ?? 0;
    for (let i = row * width; i < (row + 1) * width; i++) matrix[i] = (matrix[i] ?? 0) * factor;
  }
}

/** The length of each row, summed in float64. @param matrix [rows × width] @returns [rows] */
export function rowNorms(matrix: Float32Array, width: number): Float64Array {
  const norms = new Float64Array(matrix.length / width);
  for (let row = 0; row < norms.length; row++) {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += (matrix[i] ?? 0) ** 2;
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

/** A copy whose rows have length one; a row of zeros stays zero. @param matrix [rows × width] */
export function unitRows(matrix: Float32Array, width: number): Float32Array {
  const out = matrix.slice();
  scaleRows(
    out,
    rowNorms(matrix, width).map((norm) => (norm > 0 ? 1 / norm : 0)),
  );
  return out;
}
