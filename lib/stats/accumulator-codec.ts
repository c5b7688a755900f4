import { deflateSync, inflateSync } from "node:zlib";
import { badRequest } from "#lib/errors.ts";
import {
  type ByteReader,
  createByteReader,
  expectEnd,
  malformed,
  readByte,
  readBytes,
  readCount,
  readFloat64,
  readVarint,
  readZigzag,
} from "#lib/stats/byte-reader.ts";
import {
  type ByteWriter,
  createByteWriter,
  writeByte,
  writeBytes,
  writeFloat64,
  writeVarint,
  writeZigzag,
  writtenBytes,
} from "#lib/stats/byte-writer.ts";
import { cellPosition, peakCell } from "#lib/stats/cell.ts";
import { addExample, prunePool, recordsKeptMax, visitRecords } from "#lib/stats/example-pool.ts";
import { FLOAT16_MAX_BITS } from "#lib/stats/float16.ts";
import { sampleHash, sequenceKey } from "#lib/stats/hash.ts";
import { HISTOGRAM_BINS } from "#lib/stats/histogram.ts";
import { hasOrdinal, type OrdinalSet } from "#lib/stats/ordinal-set.ts";
import type { PairCounts } from "#lib/stats/pair-counts.ts";
import {
  type AccumulatorOptions,
  createSourceAccumulator,
  flushBatch,
  type SourceAccumulator,
} from "#lib/stats/source-accumulator.ts";
import { addTokenHash, settleSketch, SKETCH_TOKENS, type TokenSketches } from "#lib/stats/token-sketches.ts";

/** "FPA" and the version of the layout. */
const MAGIC = [0x46, 0x50, 0x41, 1];
/** Inflated size; the widest source with every record full stays below it. */
const RAW_BYTES_MAX = 2 ** 30;
/** Deflate cannot expand further than this, so a small file cannot claim a large size. */
const INFLATION_MAX = 1032;
/** Mostly float16 mantissas, which do not compress: level 3 takes 60% more time than this one and saves 4%. */
const DEFLATE_LEVEL = 1;
const WORD_MAX = 2 ** 32 - 1;
const COACTIVATIONS = ["none", "pairs", "sketches"] as const;

/** Parts of the body: numbers of one kind together compress better. Columns of examples: ordinals, positions, and values as low and high bytes. */
const PARTS = ["source", "features", "records", "positions", "lowBytes", "highBytes", "coactivation"] as const;
type Part = (typeof PARTS)[number];

/**
 * Serialises an accumulator. Equal states (the same sequences, however sharded, ordered or merged) give equal bytes.
 * Layout: magic, version, inflated size (varint), zlib stream of the parts, each with its length.
 */
export function encodeAccumulator(accumulator: SourceAccumulator): Uint8Array<ArrayBuffer> {
  flushBatch(accumulator);
  const writers = mapParts(() => createByteWriter(4096));
  writeSource(writers.source, accumulator);
  for (let feature = 0; feature < accumulator.options.features; feature++) {
    writeFeature(writers.features, accumulator, feature);
    writeRecords(writers, accumulator, feature);
  }
  const { coactivation } = accumulator;
  if (coactivation?.kind === "pairs") writePairs(writers.coactivation, coactivation);
  if (coactivation?.kind === "sketches") writeSketches(writers.coactivation, coactivation);

  const body = createByteWriter(4096);
  for (const part of PARTS) {
    writeVarint(body, writers[part].length);
    writeBytes(body, writers[part].bytes.subarray(0, writers[part].length));
  }
  const file = createByteWriter();
  for (const byte of MAGIC) writeByte(file, byte);
  writeVarint(file, body.length);
  writeBytes(file, deflateSync(body.bytes.subarray(0, body.length), { level: DEFLATE_LEVEL }));
  return writtenBytes(file);
}

/**
 * Inverse of {@link encodeAccumulator}. The result can be merged, finished, and added to (with new documents).
 * @throws AppError on bytes that are truncated, altered, of another version or out of bounds; allocates in proportion to the
 * declared features (≤ 131072) and to 1032 times the input at most
 */
export function decodeAccumulator(bytes: Uint8Array): SourceAccumulator {
  const file = createByteReader(bytes, "Accumulator");
  for (const byte of MAGIC) if (readByte(file) !== byte) throw malformed(file, "not an accumulator of this version");
  const rawLength = readVarint(file, Math.min(RAW_BYTES_MAX, bytes.length * INFLATION_MAX));
  const body = createByteReader(inflate(readBytes(file, bytes.length - file.position), rawLength), "Accumulator");
  const readers = mapParts(() => createByteReader(readBytes(body, readCount(body, RAW_BYTES_MAX)), "Accumulator"));
  expectEnd(body);

  const accumulator = readSource(readers);
  for (let feature = 0; feature < accumulator.options.features; feature++) {
    readFeature(readers.features, accumulator, feature);
    readRecords(readers, accumulator, feature);
  }
  const { coactivation, tokensSeen } = accumulator;
  if (coactivation?.kind === "pairs") readPairs(readers.coactivation, coactivation, tokensSeen);
  if (coactivation?.kind === "sketches") readSketches(readers.coactivation, coactivation);
  for (const part of PARTS) expectEnd(readers[part]);
  return accumulator;
}

function mapParts<T>(make: () => T): Record<Part, T> {
  return {
    source: make(),
    features: make(),
    records: make(),
    positions: make(),
    lowBytes: make(),
    highBytes: make(),
    coactivation: make(),
  };
}

function inflate(compressed: Uint8Array, rawLength: number): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = inflateSync(compressed, { maxOutputLength: Math.max(1, rawLength) });
  } catch (cause) {
    throw badRequest("Accumulator: the compressed data is damaged.", { cause });
  }
  if (raw.length !== rawLength) throw badRequest("Accumulator: the inflated size is not the declared one.");
  return raw;
}

function writeSource(
  writer: ByteWriter,
  { options, tokensSeen, saturatedValues, sequences, documents }: SourceAccumulator,
): void {
  writeVarint(writer, options.features);
  writeVarint(writer, options.seed);
  writeVarint(writer, options.sequenceLengthMax);
  writeVarint(writer, options.topCount);
  writeVarint(writer, options.sampleCount);
  writeVarint(writer, COACTIVATIONS.indexOf(options.coactivation));
  writeVarint(writer, options.coactivationEveryNthSequence);
  writeVarint(writer, tokensSeen);
  writeVarint(writer, saturatedValues);
  writeOrdinals(writer, sequences);
  writeOrdinals(writer, documents);
}

function readSource({ source: reader, features, coactivation }: Record<Part, ByteReader>): SourceAccumulator {
  const options: AccumulatorOptions = {
    features: readVarint(reader, WORD_MAX),
    seed: readVarint(reader, WORD_MAX),
    sequenceLengthMax: readVarint(reader, WORD_MAX),
    topCount: readVarint(reader, WORD_MAX),
    sampleCount: readVarint(reader, WORD_MAX),
    coactivation: COACTIVATIONS[readVarint(reader, COACTIVATIONS.length - 1)] ?? "none",
    coactivationEveryNthSequence: readVarint(reader, WORD_MAX),
  };
  // Each feature, and each pair, takes a byte at least: known before anything is allocated for them.
  const pairs = options.coactivation === "pairs" ? (options.features * (options.features - 1)) / 2 : 0;
  if (options.features > features.bytes.length || pairs > coactivation.bytes.length)
    throw malformed(reader, "more features than data");
  const accumulator = createSourceAccumulator(options);
  accumulator.tokensSeen = readVarint(reader, 2 ** 31 - 1);
  accumulator.saturatedValues = readVarint(reader, Number.MAX_SAFE_INTEGER);
  accumulator.sequences = readOrdinals(reader);
  accumulator.documents = readOrdinals(reader);
  return accumulator;
}

/** Gaps between ranges and their lengths. */
function writeOrdinals(writer: ByteWriter, { starts, ends }: OrdinalSet): void {
  writeVarint(writer, starts.length);
  let next = 0;
  starts.forEach((start, i) => {
    const end = ends[i] ?? start;
    writeVarint(writer, start - next);
    writeVarint(writer, end - start);
    next = end + 2;
  });
}

function readOrdinals(reader: ByteReader): OrdinalSet {
  const set: OrdinalSet = { starts: [], ends: [] };
  let next = 0;
  for (let left = readCount(reader, WORD_MAX, 2); left > 0; left--) {
    const start = next + readVarint(reader, WORD_MAX);
    const end = start + readVarint(reader, WORD_MAX);
    if (end > WORD_MAX) throw malformed(reader, "ordinal above 2^32 − 1");
    set.starts.push(start);
    set.ends.push(end);
    next = end + 2;
  }
  return set;
}

/** A feature that is never active is one zero byte. Bins: their number up to the last used, then counts. */
function writeFeature(writer: ByteWriter, accumulator: SourceAccumulator, feature: number): void {
  const { activeSequences, activeDocuments, maxBits, sumLow, sumHigh, histograms } = accumulator;
  writeVarint(writer, activeSequences[feature] ?? 0);
  if (activeSequences[feature] === 0) return;
  writeVarint(writer, activeDocuments[feature] ?? 0);
  writeVarint(writer, maxBits[feature] ?? 0);
  writeVarint(writer, sumHigh[feature] ?? 0);
  writeFloat64(writer, sumLow[feature] ?? 0);
  writeZigzag(writer, histograms.exponents[feature] ?? 0);
  const base = feature * HISTOGRAM_BINS;
  let used = HISTOGRAM_BINS;
  while (used > 0 && histograms.counts[base + used - 1] === 0) used--;
  writeVarint(writer, used);
  for (let bin = 0; bin < used; bin++) writeVarint(writer, histograms.counts[base + bin] ?? 0);
}

function readFeature(reader: ByteReader, accumulator: SourceAccumulator, feature: number): void {
  const { histograms, tokensSeen } = accumulator;
  const activeSequences = readVarint(reader, tokensSeen);
  if (activeSequences === 0) return;
  accumulator.activeSequences[feature] = activeSequences;
  accumulator.activeDocuments[feature] = readVarint(reader, activeSequences);
  const maxBits = readVarint(reader, FLOAT16_MAX_BITS);
  accumulator.maxBits[feature] = maxBits;
  accumulator.sumHigh[feature] = readVarint(reader, Number.MAX_SAFE_INTEGER);
  const sumLow = readFloat64(reader);
  if (sumLow < 0 || sumLow >= 2 ** 24) throw malformed(reader, "sum out of range");
  accumulator.sumLow[feature] = sumLow;
  const exponent = readZigzag(reader, 16);
  if (exponent !== (maxBits >>> 10) - 14) throw malformed(reader, "histogram range does not fit the largest value");
  histograms.exponents[feature] = exponent;
  const used = readCount(reader, HISTOGRAM_BINS);
  let total = 0;
  for (let bin = 0; bin < used; bin++) {
    const count = readVarint(reader, tokensSeen);
    histograms.counts[feature * HISTOGRAM_BINS + bin] = count;
    total += count;
  }
  if (total > tokensSeen || total < activeSequences) throw malformed(reader, "histogram does not fit the counts");
}

/** Only sequence, document, split and cells: peak and hash follow from them. */
function writeRecords(writers: Record<Part, ByteWriter>, { pools }: SourceAccumulator, feature: number): void {
  prunePool(pools, feature);
  writeVarint(writers.records, pools.counts[feature] ?? 0);
  let lastSequence = 0;
  let lastDocument = 0;
  visitRecords(pools, feature, ({ sequence, document, split }, cells, from, to) => {
    writeVarint(writers.records, sequence - lastSequence);
    writeZigzag(writers.records, document - lastDocument);
    writeByte(writers.records, split);
    writeVarint(writers.records, to - from);
    lastSequence = sequence;
    lastDocument = document;
    let lastPosition = 0;
    for (let i = from; i < to; i++) {
      const cell = cells[i] ?? 0;
      const position = cellPosition(cell);
      writeByte(writers.positions, position - lastPosition);
      writeByte(writers.lowBytes, cell & 0xff);
      writeByte(writers.highBytes, (cell >>> 8) & 0xff);
      lastPosition = position;
    }
  });
}

function readRecords(readers: Record<Part, ByteReader>, accumulator: SourceAccumulator, feature: number): void {
  const { pools, options, sequences, documents, featureKeys } = accumulator;
  const { records } = readers;
  const cells = new Uint32Array(options.sequenceLengthMax);
  const count = readCount(records, recordsKeptMax(options), 4);
  let sequence = 0;
  let document = 0;
  for (let i = 0; i < count; i++) {
    const gap = readVarint(records, WORD_MAX);
    if (i > 0 && gap === 0) throw malformed(records, "sequence given twice");
    sequence += gap;
    document += readZigzag(records, WORD_MAX);
    if (!hasOrdinal(sequences, sequence) || !hasOrdinal(documents, document))
      throw malformed(records, "example of a sequence or document that was not added");
    const split = readByte(records);
    const length = readVarint(records, options.sequenceLengthMax);
    readCells(readers, cells, length);
    if ((peakCell(cells, 0, length) & 0xffff) > (accumulator.maxBits[feature] ?? 0))
      throw malformed(records, "example above the largest value");
    const hash = sampleHash(featureKeys[feature] ?? 0, sequenceKey(options.seed, sequence));
    addExample(pools, feature, { sequence, document, split }, hash, cells, 0, length);
  }
  prunePool(pools, feature);
  if (pools.counts[feature] !== count) throw malformed(records, "more examples than are kept");
}

function readCells(readers: Record<Part, ByteReader>, cells: Uint32Array, length: number): void {
  if (length === 0) throw malformed(readers.records, "empty example");
  let position = 0;
  for (let i = 0; i < length; i++) {
    const gap = readByte(readers.positions);
    position += gap;
    if ((i > 0 && gap === 0) || position >= cells.length) throw malformed(readers.positions, "position out of order");
    const bits = readByte(readers.lowBytes) | (readByte(readers.highBytes) << 8);
    if (bits === 0 || bits > FLOAT16_MAX_BITS) throw malformed(readers.highBytes, "value out of range");
    cells[i] = (position << 16) | bits;
  }
}

function writePairs(writer: ByteWriter, { tokens, active, counts }: PairCounts): void {
  writeVarint(writer, tokens);
  for (const count of active) writeVarint(writer, count);
  for (const count of counts) writeVarint(writer, count);
}

function readPairs(reader: ByteReader, pairs: PairCounts, tokensSeen: number): void {
  pairs.tokens = readVarint(reader, tokensSeen);
  for (let i = 0; i < pairs.active.length; i++) pairs.active[i] = readVarint(reader, pairs.tokens);
  for (let i = 0; i < pairs.counts.length; i++) pairs.counts[i] = readVarint(reader, pairs.tokens);
}

function writeSketches(writer: ByteWriter, sketches: TokenSketches): void {
  for (let feature = 0; feature < sketches.features; feature++) {
    const hashes = settleSketch(sketches, feature);
    writeVarint(writer, hashes.length);
    hashes.forEach((hash, i) => writeVarint(writer, hash - (i === 0 ? 0 : (hashes[i - 1] ?? 0))));
  }
}

function readSketches(reader: ByteReader, sketches: TokenSketches): void {
  for (let feature = 0; feature < sketches.features; feature++) {
    const count = readCount(reader, SKETCH_TOKENS);
    let hash = 0;
    for (let i = 0; i < count; i++) {
      const gap = readVarint(reader, WORD_MAX);
      hash += gap;
      if ((i > 0 && gap === 0) || hash > WORD_MAX) throw malformed(reader, "token hash out of order");
      addTokenHash(sketches, feature, hash);
    }
    settleSketch(sketches, feature);
  }
}
