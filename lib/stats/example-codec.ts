import { badRequest } from "#lib/errors.ts";
import { type ByteReader, malformed, readByte, readBytes, readVarint } from "#lib/stats/byte-reader.ts";
import { type ByteWriter, writeByte, writeBytes, writeVarint } from "#lib/stats/byte-writer.ts";
import type { DetailExample } from "#lib/stats/feature-detail.ts";
import { FLOAT16_MAX_BITS, float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";

const WORD_MAX = 2 ** 32 - 1;
const POSITIONS = 256;

/**
 * One example: sequence (varint), count << 1 | masked (varint), peak position (byte), positions, values.
 * Positions: one byte per gap, or (masked) a length byte and a bit mask, whichever is shorter.
 * Values: float16 bits less their minimum, packed in as few bits as the example's range needs; positive float16 order like
 * their bits, and one example rarely spans more than a few octaves, so 16 bits become about 12, exactly.
 */
export function encodeExample(writer: ByteWriter, { sequence, peakPosition, positions, values }: DetailExample): void {
  checkExample(positions, values);
  const masked = 1 + maskLength(positions) < positions.length;
  writeVarint(writer, sequence);
  writeVarint(writer, positions.length * 2 + (masked ? 1 : 0));
  writeByte(writer, peakPosition);
  if (masked) writeMask(writer, positions);
  else positions.forEach((position, i) => writeByte(writer, position - (i === 0 ? 0 : (positions[i - 1] ?? 0))));
  writePacked(writer, Uint16Array.from(values, numberToFloat16));
}

/** Inverse of {@link encodeExample}. @throws AppError on anything out of order or out of bounds */
export function decodeExample(reader: ByteReader): DetailExample {
  const sequence = readVarint(reader, WORD_MAX);
  const code = readVarint(reader, POSITIONS * 2 + 1);
  const peakPosition = readByte(reader);
  const count = code >>> 1;
  const positions = code % 2 === 1 ? readMask(reader, count) : readGaps(reader, count);
  const values = Float32Array.from(readPacked(reader, count), float16ToNumber);
  return { sequence, peakPosition, positions, values };
}

function checkExample(positions: Uint8Array, values: Float32Array): void {
  if (positions.length !== values.length) throw badRequest("An example has as many positions as values.");
  positions.forEach((position, i) => {
    if (i > 0 && position <= (positions[i - 1] ?? 0)) throw badRequest("Positions of an example must ascend.");
  });
  for (const value of values) {
    const bits = numberToFloat16(value);
    if (!(value > 0) || bits > FLOAT16_MAX_BITS || float16ToNumber(bits) !== value)
      throw badRequest(`Value ${value} of an example is not a positive float16.`);
  }
}

function maskLength(positions: Uint8Array): number {
  return positions.length === 0 ? 0 : ((positions[positions.length - 1] ?? 0) >>> 3) + 1;
}

function writeMask(writer: ByteWriter, positions: Uint8Array): void {
  const mask = new Uint8Array(maskLength(positions));
  for (const position of positions) mask[position >>> 3] = (mask[position >>> 3] ?? 0) | (1 << (position & 7));
  writeByte(writer, mask.length);
  writeBytes(writer, mask);
}

function readMask(reader: ByteReader, count: number): Uint8Array {
  const length = readByte(reader);
  if (length > POSITIONS / 8) throw malformed(reader, "mask too long");
  const mask = readBytes(reader, length);
  const positions: number[] = [];
  mask.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if ((byte >>> bit) & 1) positions.push(i * 8 + bit);
  });
  if (positions.length !== count) throw malformed(reader, "mask does not fit the count");
  return Uint8Array.from(positions);
}

function readGaps(reader: ByteReader, count: number): Uint8Array {
  const gaps = readBytes(reader, count);
  const positions = new Uint8Array(count);
  let position = 0;
  gaps.forEach((gap, i) => {
    position += gap;
    if ((i > 0 && gap === 0) || position >= POSITIONS) throw malformed(reader, "position out of order");
    positions[i] = position;
  });
  return positions;
}

/** Minimum (varint), width in bits (byte), then the differences, low bits first. */
function writePacked(writer: ByteWriter, words: Uint16Array): void {
  if (words.length === 0) return;
  const low = words.reduce((least, word) => Math.min(least, word));
  const range = words.reduce((most, word) => Math.max(most, word)) - low;
  const width = 32 - Math.clz32(range);
  writeVarint(writer, low);
  writeByte(writer, width);
  let buffer = 0;
  let held = 0;
  for (const word of words) {
    buffer |= (word - low) << held;
    for (held += width; held >= 8; held -= 8) {
      writeByte(writer, buffer & 0xff);
      buffer >>>= 8;
    }
  }
  if (held > 0) writeByte(writer, buffer & 0xff);
}

function readPacked(reader: ByteReader, count: number): Uint16Array {
  const words = new Uint16Array(count);
  if (count === 0) return words;
  const low = readVarint(reader, FLOAT16_MAX_BITS);
  const width = readByte(reader);
  if (low === 0 || width > 15) throw malformed(reader, "value out of range");
  let buffer = 0;
  let held = 0;
  for (let i = 0; i < count; i++) {
    for (; held < width; held += 8) buffer |= readByte(reader) << held;
    const word = low + (buffer & ((1 << width) - 1));
    if (word > FLOAT16_MAX_BITS) throw malformed(reader, "value out of range");
    words[i] = word;
    buffer >>>= width;
    held -= width;
  }
  if (buffer !== 0) throw malformed(reader, "bits after the last value");
  return words;
}
