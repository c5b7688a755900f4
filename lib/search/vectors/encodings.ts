import { MetricKind } from "#lib/search/vectors/usearch.ts";
import { dotProduct, toUnit } from "#lib/search/unit-vector.ts";

/** How the numbers of a direction are kept. */
export type VectorEncoding<Row extends Float32Array | Int8Array> = {
  /** By which the library compares rows. */
  metric: (typeof MetricKind)[keyof typeof MetricKind];
  allocate(numbers: number): Row;
  /** Writes a direction of length 1 into a row of as many numbers. */
  encode(vector: Float32Array, row: Row): void;
  decode(row: Row): Float32Array;
  /** The cosine of a direction of length 1 and a row. */
  measure(vector: Float32Array, row: Row): number;
};

/** As they are: four bytes a number. */
export const float32 = {
  metric: MetricKind.IP,
  allocate: (numbers) => new Float32Array(numbers),
  encode: (vector, row) => row.set(vector),
  decode: (row) => row.slice(),
  measure: dotProduct,
} as const satisfies VectorEncoding<Float32Array>;

const BYTE_MAX = 127;

/** In whole numbers of one byte, of which the largest is ±127: cosines are right to about three decimals. */
export const int8 = {
  metric: MetricKind.Cos,
  allocate: (numbers) => new Int8Array(numbers),
  encode(vector, row) {
    let largest = 0;
    for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] ?? 0));
    for (let i = 0; i < vector.length; i++) row[i] = Math.round(((vector[i] ?? 0) * BYTE_MAX) / largest);
  },
  decode: toUnit,
  measure(vector, row) {
    let [dot, squares] = [0, 0];
    for (let i = 0; i < row.length; i++) {
      const value = row[i] ?? 0;
      dot += value * (vector[i] ?? 0);
      squares += value * value;
    }
    return dot / Math.sqrt(squares);
  },
} as const satisfies VectorEncoding<Int8Array>;
