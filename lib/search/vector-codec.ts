import { AppError } from "#lib/errors.ts";
import { toUnit } from "#lib/search/unit-vector.ts";
import { float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";

const BYTES = 2;

/** A direction as it is stored: float16, low byte first. Cosines then are right to about three decimals. */
export function encodeVector(vector: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(vector.length * BYTES);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, i) => view.setUint16(i * BYTES, numberToFloat16(value), true));
  return bytes;
}

/** Inverse of {@link encodeVector}, again of length 1. @throws AppError unavailable on bytes of another size */
export function decodeVector(bytes: Uint8Array, dimensions: number): Float32Array {
  if (bytes.length !== dimensions * BYTES)
    throw new AppError("unavailable", `A stored embedding has ${bytes.length} bytes and not ${dimensions * BYTES}.`);
  const values = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    values[i] = float16ToNumber((bytes[BYTES * i] ?? 0) | ((bytes[BYTES * i + 1] ?? 0) << 8));
  }
  return toUnit(values);
}
