import type { CoactivatingFeature } from "#lib/stats/association.ts";
import {
  type ByteReader,
  createByteReader,
  expectEnd,
  malformed,
  readByte,
  readCount,
  readFloat64,
  readUint16,
  readVarint,
} from "#lib/stats/byte-reader.ts";
import {
  type ByteWriter,
  createByteWriter,
  writeByte,
  writeFloat64,
  writeUint16,
  writeVarint,
  writtenBytes,
} from "#lib/stats/byte-writer.ts";
import { decodeExample, encodeExample } from "#lib/stats/example-codec.ts";
import type { ExampleGroup, FeatureDetail } from "#lib/stats/feature-detail.ts";
import { float16ToNumber, numberToFloat16 } from "#lib/stats/float16.ts";
import type { Histogram } from "#lib/stats/histogram.ts";
import type { TokenLogit } from "#lib/stats/output-tokens.ts";

const VERSION = 1;
const KINDS = ["top", "quantile", "random"] as const;
const WORD_MAX = 2 ** 32 - 1;
const GROUPS_MAX = 64;
const EXAMPLES_MAX = 4096;
const LIST_MAX = 1024;

/**
 * Everything a page shows of one feature, in 1–5 KB. Counts, ordinals and ids are varints, histogram edges and quantiles
 * float64, other numbers float16: logits, cosines, phi and shares are rounded to float16 (their producers in lib/stats have
 * done so already, so nothing changes here), example values must be float16 and are kept exactly.
 * @throws AppError if an example is not in order or has a value that is not a positive float16
 */
export function encodeFeatureDetail(detail: FeatureDetail): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter(4096);
  writeByte(writer, VERSION);
  writeVarint(writer, detail.tokensSeen);
  writeVarint(writer, detail.activeTokens);
  writeVarint(writer, detail.activeSequences);
  writeVarint(writer, detail.activeDocuments);
  writeFloat16(writer, detail.max);
  writeFloat64(writer, detail.mean);
  writeHistogram(writer, detail.activations);
  writeFloat64(writer, detail.quantileError);
  writeList(writer, detail.quantiles, ({ probability, value }) => {
    writeFloat64(writer, probability);
    writeFloat64(writer, value);
  });
  writeList(writer, detail.groups, (group) => writeGroup(writer, group));
  writeList(writer, detail.output.top, (token) => writeTokenLogit(writer, token));
  writeList(writer, detail.output.bottom, (token) => writeTokenLogit(writer, token));
  writeHistogram(writer, detail.output.histogram);
  writeList(writer, detail.nearest, ({ index, cosine }) => {
    writeVarint(writer, index);
    writeFloat16(writer, cosine);
  });
  writeList(writer, detail.coactivating, (partner) => writePartner(writer, partner));
  return writtenBytes(writer);
}

/** Inverse of {@link encodeFeatureDetail}. @throws AppError on bytes that are truncated, of another version or out of bounds */
export function decodeFeatureDetail(bytes: Uint8Array): FeatureDetail {
  const reader = createByteReader(bytes, "Feature detail");
  if (readByte(reader) !== VERSION) throw malformed(reader, "unknown version");
  const detail: FeatureDetail = {
    tokensSeen: readVarint(reader, WORD_MAX),
    activeTokens: readVarint(reader, WORD_MAX),
    activeSequences: readVarint(reader, WORD_MAX),
    activeDocuments: readVarint(reader, WORD_MAX),
    max: readFloat16(reader),
    mean: readFloat64(reader),
    activations: readHistogram(reader),
    quantileError: readFloat64(reader),
    quantiles: readList(reader, 16, () => ({ probability: readFloat64(reader), value: readFloat64(reader) })),
    groups: readList(reader, 2, () => readGroup(reader), GROUPS_MAX),
    output: {
      top: readList(reader, 3, () => readTokenLogit(reader)),
      bottom: readList(reader, 3, () => readTokenLogit(reader)),
      histogram: readHistogram(reader),
    },
    nearest: readList(reader, 3, () => ({ index: readVarint(reader, WORD_MAX), cosine: readFloat16(reader) })),
    coactivating: readList(reader, 8, () => readPartner(reader)),
  };
  expectEnd(reader);
  return detail;
}

function writeList<T>(writer: ByteWriter, items: readonly T[], write: (item: T) => void): void {
  writeVarint(writer, items.length);
  for (const item of items) write(item);
}

/** @param bytesEach least size of an item: bounds the count by the data that is left */
function readList<T>(reader: ByteReader, bytesEach: number, read: () => T, max = LIST_MAX): T[] {
  return Array.from({ length: readCount(reader, max, bytesEach) }, read);
}

function writeFloat16(writer: ByteWriter, value: number): void {
  writeUint16(writer, numberToFloat16(value));
}

function readFloat16(reader: ByteReader): number {
  const value = float16ToNumber(readUint16(reader));
  if (!Number.isFinite(value)) throw malformed(reader, "number is not finite");
  return value;
}

function writeHistogram(writer: ByteWriter, { low, high, counts }: Histogram): void {
  writeFloat64(writer, low);
  writeFloat64(writer, high);
  writeVarint(writer, counts.length);
  for (const count of counts) writeVarint(writer, count);
}

function readHistogram(reader: ByteReader): Histogram {
  const low = readFloat64(reader);
  const high = readFloat64(reader);
  if (low > high) throw malformed(reader, "histogram edges out of order");
  const counts = new Uint32Array(readCount(reader, LIST_MAX));
  for (let bin = 0; bin < counts.length; bin++) counts[bin] = readVarint(reader, WORD_MAX);
  return { low, high, counts };
}

function writeGroup(writer: ByteWriter, group: ExampleGroup): void {
  writeByte(writer, KINDS.indexOf(group.kind));
  if (group.kind === "quantile") {
    writeByte(writer, group.quantile.index);
    writeFloat16(writer, group.quantile.low);
    writeFloat16(writer, group.quantile.high);
    writeFloat64(writer, group.quantile.share);
  }
  writeList(writer, group.examples, (example) => encodeExample(writer, example));
}

function readGroup(reader: ByteReader): ExampleGroup {
  const kind = KINDS[readByte(reader)];
  if (kind === undefined) throw malformed(reader, "unknown kind of group");
  const readExamples = () => readList(reader, 5, () => decodeExample(reader), EXAMPLES_MAX);
  if (kind !== "quantile") return { kind, examples: readExamples() };
  const quantile = {
    index: readByte(reader),
    low: readFloat16(reader),
    high: readFloat16(reader),
    share: readFloat64(reader),
  };
  return { kind, quantile, examples: readExamples() };
}

function writeTokenLogit(writer: ByteWriter, { token, logit }: TokenLogit): void {
  writeVarint(writer, token);
  writeFloat16(writer, logit);
}

function readTokenLogit(reader: ByteReader): TokenLogit {
  return { token: readVarint(reader, WORD_MAX), logit: readFloat16(reader) };
}

function writePartner(
  writer: ByteWriter,
  { index, both, phi, shareOfFeature, shareOfPartner }: CoactivatingFeature,
): void {
  writeVarint(writer, index);
  writeVarint(writer, both);
  writeFloat16(writer, phi);
  writeFloat16(writer, shareOfFeature);
  writeFloat16(writer, shareOfPartner);
}

function readPartner(reader: ByteReader): CoactivatingFeature {
  return {
    index: readVarint(reader, WORD_MAX),
    both: readVarint(reader, WORD_MAX),
    phi: readFloat16(reader),
    shareOfFeature: readFloat16(reader),
    shareOfPartner: readFloat16(reader),
  };
}
