import { type ByteReader, readCount, readUint16, readVarint } from "#lib/stats/byte-reader.ts";
import { type ByteWriter, writeUint16, writeVarint } from "#lib/stats/byte-writer.ts";
import { float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";

/** Of a passage. */
export const TOKENS_MAX = 1024;

/** Values at ascending positions; everywhere else there is none. */
export type SparseValues = { positions: readonly number[]; values: readonly number[] };

/** Three bytes a value, mostly; values become float16. */
export function writeSparseValues(writer: ByteWriter, { positions, values }: SparseValues): void {
  writeVarint(writer, positions.length);
  positions.forEach((position, i) => {
    writeVarint(writer, position - (positions[i - 1] ?? 0));
    writeUint16(writer, numberToFloat16(values[i] ?? 0));
  });
}

/** Inverse of {@link writeSparseValues}. @throws AppError on bytes that are truncated or out of bounds */
export function readSparseValues(reader: ByteReader): SparseValues {
  let position = 0;
  const found = Array.from({ length: readCount(reader, TOKENS_MAX, 3) }, () => {
    position += readVarint(reader, TOKENS_MAX);
    return { position, value: float16ToNumber(readUint16(reader)) };
  });
  return { positions: found.map((one) => one.position), values: found.map(({ value }) => value) };
}
