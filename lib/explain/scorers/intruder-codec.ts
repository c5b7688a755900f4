import type { SparseValues } from "#lib/explain/scorers/evidence-codec.ts";
import {
  createByteReader,
  expectEnd,
  malformed,
  readByte,
  readCount,
  readUint16,
  readVarint,
} from "#lib/stats/byte-reader.ts";
import { createByteWriter, writeByte, writeUint16, writeVarint, writtenBytes } from "#lib/stats/byte-writer.ts";
import { float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";

const VERSION = 1;
const SETS_MAX = 64;
const PASSAGES_MAX = 16;
const TOKENS_MAX = 1024;
const WORD_MAX = 2 ** 32 - 1;

/** A set of passages with one that does not belong, and which one was taken for it. */
export type IntruderEvidence = {
  /** Place of the passage in which the feature is silent. */
  intruder: number;
  /** Place of the passage that is least like the others. */
  guess: number;
  passages: readonly IntruderPassage[];
};

/** Part of a sequence. Positions count from the token after BOS, those of `actual` from `start`. */
export type IntruderPassage = {
  /** Ordinal in the corpus. */
  sequence: number;
  start: number;
  length: number;
  actual: SparseValues;
};

/** Some fifty bytes a set; values become float16. */
export function encodeIntruders(sets: readonly IntruderEvidence[]): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter();
  writeByte(writer, VERSION);
  writeVarint(writer, sets.length);
  for (const { intruder, guess, passages } of sets) {
    writeByte(writer, intruder);
    writeByte(writer, guess);
    writeVarint(writer, passages.length);
    for (const { sequence, start, length, actual } of passages) {
      for (const value of [sequence, start, length, actual.positions.length]) writeVarint(writer, value);
      actual.positions.forEach((position, i) => {
        writeVarint(writer, position - (actual.positions[i - 1] ?? 0));
        writeUint16(writer, numberToFloat16(actual.values[i] ?? 0));
      });
    }
  }
  return writtenBytes(writer);
}

/** Inverse of {@link encodeIntruders}. @throws AppError on bytes that are truncated or out of bounds */
export function decodeIntruders(bytes: Uint8Array): IntruderEvidence[] {
  const reader = createByteReader(bytes, "Sets of passages");
  if (readByte(reader) !== VERSION) throw malformed(reader, "unknown version");
  const sets = Array.from({ length: readCount(reader, SETS_MAX, 3) }, (): IntruderEvidence => {
    const [intruder, guess] = [readByte(reader), readByte(reader)];
    const passages = Array.from({ length: readCount(reader, PASSAGES_MAX, 4) }, (): IntruderPassage => {
      const sequence = readVarint(reader, WORD_MAX);
      const start = readVarint(reader, TOKENS_MAX);
      const length = readVarint(reader, TOKENS_MAX);
      let position = 0;
      const found = Array.from({ length: readCount(reader, TOKENS_MAX, 3) }, () => {
        position += readVarint(reader, TOKENS_MAX);
        return { position, value: float16ToNumber(readUint16(reader)) };
      });
      const actual = { positions: found.map(({ position }) => position), values: found.map(({ value }) => value) };
      return { sequence, start, length, actual };
    });
    if (intruder >= passages.length || guess >= passages.length) throw malformed(reader, "no such passage");
    return { intruder, guess, passages };
  });
  expectEnd(reader);
  return sets;
}
