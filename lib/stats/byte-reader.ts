import { badRequest } from "#lib/errors.ts";

/** A cursor over bytes nobody vouches for: every read is checked, and every number has a bound. */
export type ByteReader = { readonly bytes: Uint8Array; position: number; readonly what: string };

const scratch = new DataView(new ArrayBuffer(8));

/** @param what names the thing read, for error messages */
export function createByteReader(bytes: Uint8Array, what: string): ByteReader {
  return { bytes, position: 0, what };
}

/** The error for bytes that do not follow the format; to be thrown. */
export function malformed({ what, position }: ByteReader, problem: string): Error {
  return badRequest(`${what}: ${problem} at byte ${position}.`);
}

export function readByte(reader: ByteReader): number {
  const value = reader.bytes[reader.position];
  if (value === undefined) throw malformed(reader, "unexpected end");
  reader.position++;
  return value;
}

/** LEB128, canonical (no padding), at most `max` ≤ 2^53 − 1. */
export function readVarint(reader: ByteReader, max: number): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = readByte(reader);
    value += (byte & 0x7f) * scale;
    if (value > max) throw malformed(reader, `number above ${max}`);
    if (byte < 0x80) {
      if (byte === 0 && scale > 1) throw malformed(reader, "padded number");
      return value;
    }
    // 7 groups of 7 bits and one of 4 make 53.
    if (scale >= 2 ** 49) throw malformed(reader, "number too long");
  }
}

/** Inverse of `writeZigzag`; magnitude at most `max`. */
export function readZigzag(reader: ByteReader, max: number): number {
  const code = readVarint(reader, 2 * max);
  return code % 2 === 1 ? -(code + 1) / 2 : code / 2;
}

export function readUint16(reader: ByteReader): number {
  const low = readByte(reader);
  return low | (readByte(reader) << 8);
}

export function readFloat64(reader: ByteReader): number {
  for (let i = 0; i < 8; i++) scratch.setUint8(i, readByte(reader));
  const value = scratch.getFloat64(0, true);
  if (!Number.isFinite(value)) throw malformed(reader, "number is not finite");
  return value;
}

/** A view of the next `length` bytes. */
export function readBytes(reader: ByteReader, length: number): Uint8Array {
  if (length > reader.bytes.length - reader.position) throw malformed(reader, "unexpected end");
  reader.position += length;
  return reader.bytes.subarray(reader.position - length, reader.position);
}

/** A count of things that take at least `bytesEach` bytes each in what is left: so it can be allocated for. */
export function readCount(reader: ByteReader, max: number, bytesEach = 1): number {
  const count = readVarint(reader, max);
  if (count * bytesEach > reader.bytes.length - reader.position)
    throw malformed(reader, `count ${count} exceeds the data`);
  return count;
}

export function expectEnd(reader: ByteReader): void {
  if (reader.position !== reader.bytes.length) throw malformed(reader, "data after the end");
}
