import { readSparseValues, type SparseValues, writeSparseValues } from "#lib/explain/scorers/sparse-values-codec.ts";
import { createByteReader, expectEnd, malformed, readByte, readCount, readVarint } from "#lib/stats/byte-reader.ts";
import { createByteWriter, writeByte, writeVarint, writtenBytes } from "#lib/stats/byte-writer.ts";

const VERSION = 1;
const ITEMS_MAX = 64;
const WORD_MAX = 2 ** 32 - 1;
export const EVIDENCE_KINDS = ["hit", "miss", "false-alarm", "silent"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A held-out passage, what was predicted on it and what the feature did. Positions count from the token after the lead. */
export type Evidence = {
  kind: EvidenceKind;
  /** Ordinal in the corpus. */
  sequence: number;
  predicted: SparseValues;
  actual: SparseValues;
};

/** A few hundred bytes; values become float16. */
export function encodeEvidence(items: readonly Evidence[]): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter();
  writeByte(writer, VERSION);
  writeVarint(writer, items.length);
  for (const { kind, sequence, predicted, actual } of items) {
    writeByte(writer, EVIDENCE_KINDS.indexOf(kind));
    writeVarint(writer, sequence);
    for (const values of [predicted, actual]) writeSparseValues(writer, values);
  }
  return writtenBytes(writer);
}

/** Inverse of {@link encodeEvidence}. @throws AppError on bytes that are truncated or out of bounds */
export function decodeEvidence(bytes: Uint8Array): Evidence[] {
  const reader = createByteReader(bytes, "Evidence");
  if (readByte(reader) !== VERSION) throw malformed(reader, "unknown version");
  const items = Array.from({ length: readCount(reader, ITEMS_MAX, 4) }, (): Evidence => {
    const kind = EVIDENCE_KINDS[readByte(reader)];
    if (kind === undefined) throw malformed(reader, "unknown kind");
    const sequence = readVarint(reader, WORD_MAX);
    const predicted = readSparseValues(reader);
    return { kind, sequence, predicted, actual: readSparseValues(reader) };
  });
  expectEnd(reader);
  return items;
}
