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
const ITEMS_MAX = 64;
const TOKENS_MAX = 1024;
const WORD_MAX = 2 ** 32 - 1;
export const EVIDENCE_KINDS = ["hit", "miss", "false-alarm", "silent"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A held-out passage, what was predicted on it and what the feature did. Positions count from the token after BOS. */
export type Evidence = {
  kind: EvidenceKind;
  /** Ordinal in the corpus. */
  sequence: number;
  predicted: SparseValues;
  actual: SparseValues;
};
export type SparseValues = { positions: readonly number[]; values: readonly number[] };

/** A few hundred bytes; values become float16. */
export function encodeEvidence(items: readonly Evidence[]): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter();
  writeByte(writer, VERSION);
  writeVarint(writer, items.length);
  for (const { kind, sequence, predicted, actual } of items) {
    writeByte(writer, EVIDENCE_KINDS.indexOf(kind));
    writeVarint(writer, sequence);
    for (const { positions, values } of [predicted, actual]) {
      writeVarint(writer, positions.length);
      positions.forEach((position, i) => {
        writeVarint(writer, position - (i === 0 ? 0 : (positions[i - 1] ?? 0)));
        writeUint16(writer, numberToFloat16(values[i] ?? 0));
      });
    }
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
    const [predicted, actual] = [0, 1].map((): SparseValues => {
      let position = 0;
      const found: [number, number][] = Array.from({ length: readCount(reader, TOKENS_MAX, 3) }, () => {
        position += readVarint(reader, TOKENS_MAX);
        return [position, float16ToNumber(readUint16(reader))];
      });
      return { positions: found.map(([at]) => at), values: found.map(([, value]) => value) };
    });
    if (!predicted || !actual) throw malformed(reader, "nothing was read");
    return { kind, sequence, predicted, actual };
  });
  expectEnd(reader);
  return items;
}
