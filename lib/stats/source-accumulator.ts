import { badRequest } from "#lib/errors.ts";
import { SEQUENCE_LENGTH_MAX } from "#lib/stats/cell.ts";
import { addExample, createExamplePools, type ExamplePools, mayEnter, mergePool } from "#lib/stats/example-pool.ts";
import { float16Values } from "#lib/stats/float16.ts";
import { featureKey, sampleHash, sequenceKey } from "#lib/stats/hash.ts";
import { addHistogramCells, createHistograms, type DoublingHistograms, mergeHistogram } from "#lib/stats/histogram.ts";
import {
  addOrdinal,
  countOrdinals,
  createOrdinalSet,
  hasOrdinal,
  type OrdinalSet,
  unionIfDisjoint,
} from "#lib/stats/ordinal-set.ts";
import {
  addPairs,
  createPairCounts,
  mergePairs,
  PAIR_COUNTS_FEATURES_MAX,
  type PairCounts,
} from "#lib/stats/pair-counts.ts";
import {
  appendSequence,
  clearBatch,
  createSequenceBatch,
  groupByFeature,
  isBatchFull,
  type SequenceBatch,
  type SequencePlace,
} from "#lib/stats/sequence-batch.ts";
import { addTokens, createTokenSketches, mergeSketches, type TokenSketches } from "#lib/stats/token-sketches.ts";

/** Memory is about 6 KB a feature before examples; wider sources are accumulated in slices of features. */
export const SOURCE_FEATURES_MAX = 131_072;
const TOP_COUNT_MAX = 256;
const SAMPLE_COUNT_MAX = 4096;
const WORD_MAX = 2 ** 32 - 1;
const TOKENS_MAX = 2 ** 31 - 1;

export type AccumulatorOptions = {
  /** Width of the source. */
  features: number;
  /** 0…2^32−1; decides which sequences are sampled, together with feature and sequence. */
  seed: number;
  /** Longest sequence, its lead included; ≤ 256. */
  sequenceLengthMax: number;
  /** Strongest examples per feature. */
  topCount: number;
  /** Sampled activating sequences per feature. */
  sampleCount: number;
  /**
   * `pairs`: an exact count per pair, F²/2 words, F ≤ 8192. `sketches`: estimates from 256 sampled tokens a feature, 2 KB a
   * feature, any F. Default `pairs` where it fits.
   */
  coactivation: "none" | "pairs" | "sketches";
  /** Pairs are counted on one sequence in so many (chosen by hash of the ordinal). */
  coactivationEveryNthSequence: number;
};

/**
 * Streaming statistics of one source. Feed it whole documents; the state is a function of the set of sequences added, so
 * accumulators of shards merge to exactly the state of a single pass, in any order. All it holds is integer counts,
 * fixed-point sums and choices by a total order.
 */
export type SourceAccumulator = {
  readonly options: Readonly<AccumulatorOptions>;
  /** Tokens of text. Below 2^31, which bounds every count here. */
  tokensSeen: number;
  /** Values above 65504 that were held there. */
  saturatedValues: number;
  sequences: OrdinalSet;
  documents: OrdinalSet;
  /** Document of the latest sequence: the only one that may still grow. −1 before the first and after a merge. */
  openDocument: number;
  /** [features] sequences and documents with at least one active token. */
  readonly activeSequences: Uint32Array;
  readonly activeDocuments: Uint32Array;
  /** [features] 1 + the last document counted in `activeDocuments` while it is open, else 0. */
  readonly countedDocuments: Float64Array;
  /** [features] largest float16 bits; 0 if never active. */
  readonly maxBits: Uint16Array;
  /** [features] exact sum of values: high · 2^24 + low, low < 2^24. float16 are multiples of 2^-24, so low needs 48 bits. */
  readonly sumLow: Float64Array;
  readonly sumHigh: Float64Array;
  readonly histograms: DoublingHistograms;
  readonly pools: ExamplePools;
  readonly coactivation: PairCounts | TokenSketches | undefined;
  /** Sequences accepted and not counted yet: {@link flushBatch} before reading anything above but the ordinals. */
  readonly batch: SequenceBatch;
  /** [features] word of each feature in the sampling hash. */
  readonly featureKeys: Uint32Array;
};

const SUM_WORD = 2 ** 24;

/** @throws AppError on options out of bounds */
export function createSourceAccumulator(
  options: Pick<AccumulatorOptions, "features" | "seed"> & Partial<AccumulatorOptions>,
): SourceAccumulator {
  const filled: AccumulatorOptions = {
    sequenceLengthMax: 128,
    topCount: 20,
    sampleCount: 128,
    coactivation: options.features <= PAIR_COUNTS_FEATURES_MAX ? "pairs" : "sketches",
    coactivationEveryNthSequence: 1,
    ...options,
  };
  checkOptions(filled);
  const { features, seed } = filled;
  return {
    options: filled,
    tokensSeen: 0,
    saturatedValues: 0,
    sequences: createOrdinalSet(),
    documents: createOrdinalSet(),
    openDocument: -1,
    activeSequences: new Uint32Array(features),
    activeDocuments: new Uint32Array(features),
    countedDocuments: new Float64Array(features),
    maxBits: new Uint16Array(features),
    sumLow: new Float64Array(features),
    sumHigh: new Float64Array(features),
    histograms: createHistograms(features),
    pools: createExamplePools(features, filled.topCount, filled.sampleCount),
    coactivation: createCoactivation(filled),
    batch: createSequenceBatch(features),
    featureKeys: Uint32Array.from({ length: features }, (_, feature) => featureKey(seed, feature)),
  };
}

function createCoactivation({ features, coactivation }: AccumulatorOptions): PairCounts | TokenSketches | undefined {
  if (coactivation === "none") return undefined;
  return coactivation === "pairs" ? createPairCounts(features) : createTokenSketches(features);
}

function checkOptions(options: AccumulatorOptions): void {
  checkInteger("features", options.features, 1, SOURCE_FEATURES_MAX);
  checkInteger("seed", options.seed, 0, WORD_MAX);
  checkInteger("sequenceLengthMax", options.sequenceLengthMax, 2, SEQUENCE_LENGTH_MAX);
  checkInteger("topCount", options.topCount, 1, TOP_COUNT_MAX);
  checkInteger("sampleCount", options.sampleCount, 1, SAMPLE_COUNT_MAX);
  checkInteger("coactivationEveryNthSequence", options.coactivationEveryNthSequence, 1, WORD_MAX);
  if (options.coactivation === "pairs" && options.features > PAIR_COUNTS_FEATURES_MAX)
    throw badRequest(`Pair counts need at most ${PAIR_COUNTS_FEATURES_MAX} features; use coactivation "sketches".`);
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw badRequest(`${name} must be an integer from ${min} to ${max}, not ${value}.`);
}

/**
 * Adds the activations of one sequence. Values are rounded to float16 first (stored = computed = shown) and are active if
 * then above zero; the lead is not counted.
 * @param indices,values [batch × length × k] sparse activations; order inside a token is free, value 0 means unused
 * @param offset entry of the sequence's position 0 in those arrays; position p has entries offset + p·k … offset + (p+1)·k
 * @throws AppError on anything out of bounds, a sequence or closed document added before, or a value that is not finite;
 * the accumulator is then unchanged
 */
export function addSequence(
  accumulator: SourceAccumulator,
  place: SequencePlace,
  indices: Int32Array,
  values: Float32Array,
  offset: number,
  k: number,
): void {
  checkPlace(accumulator, place);
  checkInteger("k", k, 1, 65_535);
  checkInteger("offset", offset, 0, Math.min(indices.length, values.length) - place.length * k);
  accumulator.saturatedValues += appendSequence(accumulator.batch, { ...place }, indices, values, offset, k);
  addOrdinal(accumulator.sequences, place.sequence);
  if (place.document !== accumulator.openDocument) {
    addOrdinal(accumulator.documents, place.document);
    accumulator.openDocument = place.document;
  }
  accumulator.tokensSeen += place.length - place.lead;
  if (isBatchFull(accumulator.batch)) flushBatch(accumulator);
}

function checkPlace(
  accumulator: SourceAccumulator,
  { sequence, document, length, lead, split = 0 }: SequencePlace,
): void {
  checkInteger("sequence", sequence, 0, WORD_MAX);
  checkInteger("document", document, 0, WORD_MAX);
  checkInteger("length", length, 1, accumulator.options.sequenceLengthMax);
  checkInteger("lead", lead, 0, length);
  checkInteger("split", split, 0, 255);
  if (hasOrdinal(accumulator.sequences, sequence)) throw badRequest(`Sequence ${sequence} was added before.`);
  if (document !== accumulator.openDocument && hasOrdinal(accumulator.documents, document))
    throw badRequest(`Document ${document} was added before; add its sequences one after the other, in one shard.`);
  if (accumulator.tokensSeen + length > TOKENS_MAX)
    throw badRequest(`An accumulator counts at most ${TOKENS_MAX} tokens.`);
}

/** Counts the sequences accepted so far; the other functions do it where they need it. */
export function flushBatch(accumulator: SourceAccumulator): void {
  const { batch, coactivation, options } = accumulator;
  if (batch.places.length === 0) return;
  groupByFeature(batch);
  const sequenceWords = Uint32Array.from(batch.places, ({ sequence }) => sequenceKey(options.seed, sequence));
  let from = 0;
  for (let feature = 0; feature < options.features; feature++) {
    const to = batch.ends[feature] ?? 0;
    if (from < to) addFeature(accumulator, feature, from, to, sequenceWords);
    from = to;
  }
  if (coactivation?.kind === "sketches") addTokens(coactivation, batch, sequenceWords);
  if (coactivation?.kind === "pairs") {
    const every = options.coactivationEveryNthSequence;
    addPairs(
      coactivation,
      batch,
      Uint8Array.from(sequenceWords, (word) => (word % every === 0 ? 1 : 0)),
    );
  }
  clearBatch(batch);
}

/** Adds the batch's cells `from…to` of one feature, sequence by sequence. */
function addFeature(
  accumulator: SourceAccumulator,
  feature: number,
  from: number,
  to: number,
  sequenceWords: Uint32Array,
): void {
  const { histograms, pools, maxBits, activeSequences, activeDocuments, countedDocuments, featureKeys } = accumulator;
  const { cells, places } = accumulator.batch;
  const featureWord = featureKeys[feature] ?? 0;
  let sequenceCount = 0;
  let documentCount = 0;
  let countedDocument = countedDocuments[feature] ?? 0;
  let start = from;
  while (start < to) {
    const slot = (cells[start] ?? 0) >>> 24;
    let end = start;
    let peakBits = 0;
    let sum = 0;
    for (let cell = cells[end] ?? 0; end < to && cell >>> 24 === slot; cell = cells[++end] ?? 0) {
      peakBits = Math.max(peakBits, cell & 0xffff);
      sum += float16Values[cell & 0x7fff] ?? 0;
    }
    addToSum(accumulator, feature, sum);
    const place = places[slot];
    if (place === undefined) throw new Error(`Slot ${slot} holds no sequence`);
    sequenceCount++;
    if (countedDocument !== place.document + 1) documentCount++;
    countedDocument = place.document + 1;
    const hash = sampleHash(featureWord, sequenceWords[slot] ?? 0);
    if (mayEnter(pools, feature, place.sequence, hash, peakBits))
      addExample(pools, feature, place, hash, cells, start, end);
    start = end;
  }
  countedDocuments[feature] = countedDocument;
  activeSequences[feature] = (activeSequences[feature] ?? 0) + sequenceCount;
  activeDocuments[feature] = (activeDocuments[feature] ?? 0) + documentCount;
  maxBits[feature] = Math.max(maxBits[feature] ?? 0, addHistogramCells(histograms, feature, cells, from, to));
}

/** @param amount a multiple of 2^-24 below 2^24, so that every step is exact in double */
function addToSum({ sumLow, sumHigh }: SourceAccumulator, feature: number, amount: number): void {
  const low = (sumLow[feature] ?? 0) + amount;
  if (low >= SUM_WORD) sumHigh[feature] = (sumHigh[feature] ?? 0) + 1;
  sumLow[feature] = low >= SUM_WORD ? low - SUM_WORD : low;
}

/**
 * Adds everything `other` has seen to `target`; both stay usable, `other` unchanged in meaning.
 * @throws AppError if the options differ, or if a sequence or a document is in both (a shard merged twice, or a document cut
 * over shards); `target` is then unchanged
 */
export function mergeInto(target: SourceAccumulator, other: SourceAccumulator): void {
  const { sequences, documents } = checkMergeable(target, other);
  flushBatch(target);
  flushBatch(other);
  target.sequences = sequences;
  target.documents = documents;
  target.openDocument = -1;
  target.tokensSeen += other.tokensSeen;
  target.saturatedValues += other.saturatedValues;
  for (let feature = 0; feature < target.options.features; feature++) {
    if (other.maxBits[feature] === 0) continue;
    target.activeSequences[feature] = (target.activeSequences[feature] ?? 0) + (other.activeSequences[feature] ?? 0);
    target.activeDocuments[feature] = (target.activeDocuments[feature] ?? 0) + (other.activeDocuments[feature] ?? 0);
    target.maxBits[feature] = Math.max(target.maxBits[feature] ?? 0, other.maxBits[feature] ?? 0);
    target.sumHigh[feature] = (target.sumHigh[feature] ?? 0) + (other.sumHigh[feature] ?? 0);
    addToSum(target, feature, other.sumLow[feature] ?? 0);
    mergeHistogram(target.histograms, other.histograms, feature);
    mergePool(target.pools, other.pools, feature);
  }
  if (target.coactivation?.kind === "pairs" && other.coactivation?.kind === "pairs")
    mergePairs(target.coactivation, other.coactivation);
  if (target.coactivation?.kind === "sketches" && other.coactivation?.kind === "sketches")
    mergeSketches(target.coactivation, other.coactivation);
}

function checkMergeable(
  target: SourceAccumulator,
  other: SourceAccumulator,
): { sequences: OrdinalSet; documents: OrdinalSet } {
  const differing = Object.entries(target.options).find(
    ([name, value]) => Object.entries(other.options).find(([otherName]) => otherName === name)?.[1] !== value,
  );
  if (differing) throw badRequest(`Accumulators with different ${differing[0]} cannot be merged.`);
  const sequences = unionIfDisjoint(target.sequences, other.sequences);
  if (!sequences) throw badRequest("The accumulators share a sequence: was a shard merged twice?");
  const documents = unionIfDisjoint(target.documents, other.documents);
  if (!documents) throw badRequest("The accumulators share a document: a shard must hold whole documents.");
  if (target.tokensSeen + other.tokensSeen > TOKENS_MAX)
    throw badRequest(`An accumulator counts at most ${TOKENS_MAX} tokens.`);
  return { sequences, documents };
}

/** Distinct sequences and documents added. */
export function countSeen({ sequences, documents }: SourceAccumulator): { sequences: number; documents: number } {
  return { sequences: countOrdinals(sequences), documents: countOrdinals(documents) };
}
