import { badRequest } from "#lib/errors.ts";

const TAG_UINT16 = 2;
const TAG_UINT32 = 4;

/**
 * Token ids as stored once per sequence: a tag byte with the width, then little-endian Uint16 (vocabularies up to 65536) or
 * Uint32.
 * @throws AppError on an id that is not an integer in 0…vocabularySize−1
 */
export function packTokens(ids: ArrayLike<number>, vocabularySize: number): Uint8Array<ArrayBuffer> {
  const width = vocabularySize <= 65_536 ? TAG_UINT16 : TAG_UINT32;
  const bytes = new Uint8Array(1 + ids.length * width);
  const view = new DataView(bytes.buffer);
  bytes[0] = width;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] ?? -1;
    if (!Number.isInteger(id) || id < 0 || id >= vocabularySize || id >= 2 ** 32)
      throw badRequest(`Token ${id} at position ${i} is not below the vocabulary size ${vocabularySize}.`);
    if (width === TAG_UINT16) view.setUint16(1 + i * width, id, true);
    else view.setUint32(1 + i * width, id, true);
  }
  return bytes;
}

/** Inverse of {@link packTokens}. @throws AppError on an unknown tag or a broken length */
export function unpackTokens(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const width = bytes[0];
  if (width !== TAG_UINT16 && width !== TAG_UINT32) throw badRequest("Packed tokens start with an unknown tag.");
  if ((bytes.length - 1) % width !== 0) throw badRequest("Packed tokens end inside a token.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ids = new Uint32Array((bytes.length - 1) / width);
  for (let i = 0; i < ids.length; i++) {
    const at = 1 + i * width;
    ids[i] = width === TAG_UINT16 ? view.getUint16(at, true) : view.getUint32(at, true);
  }
  return ids;
}
