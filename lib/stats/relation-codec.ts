import { badRequest } from "#lib/errors.ts";
import { FLOAT16_MAX_BITS, float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";

/** Features of another source kept for each feature. */
export const RELATED_COUNT = 5;
/** uint32 index and float16 cosine, little endian. */
const ENTRY_BYTES = 6;
/** What one feature takes in the bytes of all. */
export const RELATED_BYTES = RELATED_COUNT * ENTRY_BYTES;
const NONE = 2 ** 32 - 1;

export type Related = { index: number; cosine: number };

/**
 * The features of another source that are nearest to each feature: {@link RELATED_BYTES} each, in the order of the features;
 * entries beyond those found say so.
 * @param indices, similarities [features × k] nearest first
 */
export function encodeRelations({
  k,
  indices,
  similarities,
}: {
  k: number;
  indices: Int32Array;
  similarities: Float32Array;
}): Uint8Array {
  const features = k === 0 ? 0 : indices.length / k;
  const bytes = new Uint8Array(features * RELATED_BYTES);
  const view = new DataView(bytes.buffer);
  for (let feature = 0; feature < features; feature++)
    for (let place = 0; place < RELATED_COUNT; place++) {
      const at = feature * RELATED_BYTES + place * ENTRY_BYTES;
      const from = feature * k + place;
      view.setUint32(at, place < k ? (indices[from] ?? NONE) : NONE, true);
      view.setUint16(at + 4, place < k ? numberToFloat16(similarities[from] ?? 0) : 0, true);
    }
  return bytes;
}

/** The entries of one feature, nearest first. @param bytes its own {@link RELATED_BYTES} @throws AppError when they are not */
export function decodeRelated(bytes: Uint8Array): Related[] {
  if (bytes.length !== RELATED_BYTES)
    throw badRequest(`A feature's relations take ${RELATED_BYTES} bytes, not ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: RELATED_COUNT }, (_, place) => ({
    index: view.getUint32(place * ENTRY_BYTES, true),
    bits: view.getUint16(place * ENTRY_BYTES + 4, true),
  }))
    .filter(({ index, bits }) => index !== NONE && (bits & 0x7fff) <= FLOAT16_MAX_BITS)
    .map(({ index, bits }) => ({ index, cosine: float16ToNumber(bits) }));
}
