import {
  readSparseValues,
  type SparseValues,
  TOKENS_MAX,
  writeSparseValues,
} from "#lib/explain/scorers/sparse-values-codec.ts";
import { createByteReader, expectEnd, malformed, readByte, readCount, readVarint } from "#lib/stats/byte-reader.ts";
import { createByteWriter, writeByte, writeVarint, writtenBytes } from "#lib/stats/byte-writer.ts";

const VERSION = 1;
const SETS_MAX = 64;
const PASSAGES_MAX = 16;
const WORD_MAX = 2 ** 32 - 1;

/** A set of passages with one that does not belong, and which one was taken for it. */
export type IntruderEvidence = {
  /** Place of the passage in which the feature is silent. */
  intruder: number;
  /** Place of the passage that is least like the others. */
  guess: number;
  passages: readonly IntruderPassage[];
};

/** Part of a sequence. Positions count from the token after the lead, those of `actual` from `start`. */
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
      for (const value of [sequence, start, length]) writeVarint(writer, value);
      writeSparseValues(writer, actual);
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
      return { sequence, start, length, actual: readSparseValues(reader) };
    });
    if (intruder >= passages.length || guess >= passages.length) throw malformed(reader, "no such passage");
    return { intruder, guess, passages };
  });
  expectEnd(reader);
  return sets;
}
