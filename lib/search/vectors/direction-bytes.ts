/** A direction of length 1 in whole numbers of one byte, of which the largest is ±127: cosines are right to about three decimals. */
export type DirectionBytes = Int8Array;

const BYTE_MAX = 127;

/** Writes a direction into a row of as many numbers. */
export function encodeDirection(vector: Float32Array, row: DirectionBytes): void {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] ?? 0));
  for (let i = 0; i < vector.length; i++) row[i] = Math.round(((vector[i] ?? 0) * BYTE_MAX) / largest);
}

/** The cosine of a direction of length 1 and a row. */
export function measureDirection(vector: Float32Array, row: DirectionBytes): number {
  let [dot, squares] = [0, 0];
  for (let i = 0; i < row.length; i++) {
    const value = row[i] ?? 0;
    dot += value * (vector[i] ?? 0);
    squares += value * value;
  }
  return dot / Math.sqrt(squares);
}
