import { badRequest } from "#lib/errors.ts";
import { positiveFloat32BitsToFloat16 } from "#lib/stats/float16.ts";

/** Sequences gathered before they are counted: a cell has 8 bits for the slot, of which one value is {@link NO_TOKEN}'s. */
export const BATCH_SEQUENCES_MAX = 255;
/** Entries after which a batch is full: three arrays of 1 MB. */
const BATCH_ENTRIES = 2 ** 18;

/** No token of a batch: its slot is beyond the last. */
const NO_TOKEN = 0xffff;

/** One tokenised window of a document. */
export type SequencePlace = {
  /** Ordinal in the corpus: unique, and the order in which equal peaks are ranked. */
  sequence: number;
  /** Ordinal of its document; the sequences of a document are added one after the other. */
  document: number;
  /** Tokens, its lead included. */
  length: number;
  /** Tokens at its beginning that are not of its text, and not counted. */
  lead: number;
  /** The caller's split id (explain, select, test), 0…255, kept with each example. */
  split?: number;
};

/**
 * Active entries of some sequences, gathered in token order and then grouped by feature. Counting by feature over many
 * sequences instead of one keeps each feature's row in the cache while it is used: several times faster.
 */
export type SequenceBatch = {
  readonly features: number;
  readonly places: SequencePlace[];
  entryCount: number;
  /** In token order: feature and cell of each active entry. */
  entryFeatures: Uint32Array;
  entryCells: Uint32Array;
  /** After {@link groupByFeature}: feature f owns `cells[ends[f − 1]…ends[f])` (from 0 for f = 0), in token order. */
  cells: Uint32Array;
  readonly ends: Uint32Array;
  /** [features] slot << 8 | position of the latest token that has the feature, to notice repetitions. */
  readonly latestTokens: Uint16Array;
};

export function createSequenceBatch(features: number): SequenceBatch {
  return {
    features,
    places: [],
    entryCount: 0,
    entryFeatures: new Uint32Array(0),
    entryCells: new Uint32Array(0),
    cells: new Uint32Array(0),
    ends: new Uint32Array(features),
    latestTokens: new Uint16Array(features).fill(NO_TOKEN),
  };
}

export function isBatchFull({ places, entryCount }: SequenceBatch): boolean {
  return places.length >= BATCH_SEQUENCES_MAX || entryCount >= BATCH_ENTRIES;
}

export function clearBatch(batch: SequenceBatch): void {
  batch.places.length = 0;
  batch.entryCount = 0;
  batch.latestTokens.fill(NO_TOKEN);
}

/**
 * Reads the sparse activations of one sequence. A value is active if its float16 is above zero; the lead is skipped.
 * @param indices,values entries of position p are `offset + p·k … offset + (p+1)·k`
 * @returns how many values were above 65504 and held there
 * @throws AppError on a feature out of range, a feature given twice for a token, or a value that is not finite; the batch is
 * then as before
 */
export function appendSequence(
  batch: SequenceBatch,
  place: SequencePlace,
  indices: Int32Array,
  values: Float32Array,
  offset: number,
  k: number,
): number {
  reserve(batch, batch.entryCount + place.length * k);
  const { features, latestTokens, entryFeatures, entryCells } = batch;
  // The float32 patterns as integers: sign, zero, NaN and the float16 rounding are then integer comparisons.
  const patterns = new Int32Array(values.buffer, values.byteOffset, values.length);
  const slot = batch.places.length;
  let count = batch.entryCount;
  let saturated = 0;
  for (let position = place.lead; position < place.length; position++) {
    const token = (slot << 8) | position;
    const end = offset + (position + 1) * k;
    for (let entry = offset + position * k; entry < end; entry++) {
      const pattern = patterns[entry] ?? 0;
      if ((pattern & 0x7fffffff) >= 0x7f800000) throw refuse(batch, `value at position ${position} is not finite`);
      const bits = pattern <= 0 ? 0 : positiveFloat32BitsToFloat16(pattern);
      if (bits === 0) continue;
      if (pattern >= 0x477ff000) saturated++;
      const feature = indices[entry] ?? -1;
      if (feature < 0 || feature >= features)
        throw refuse(batch, `feature ${feature} at position ${position} is not in 0…${features - 1}`);
      if (latestTokens[feature] === token)
        throw refuse(batch, `feature ${feature} is given twice at position ${position}`);
      latestTokens[feature] = token;
      entryFeatures[count] = feature;
      entryCells[count++] = (token << 16) | bits;
    }
  }
  batch.places.push(place);
  batch.entryCount = count;
  return saturated;
}

function reserve(batch: SequenceBatch, entries: number): void {
  if (batch.cells.length >= entries) return;
  const capacity = Math.max(entries, batch.cells.length * 2);
  const entryFeatures = new Uint32Array(capacity);
  const entryCells = new Uint32Array(capacity);
  entryFeatures.set(batch.entryFeatures);
  entryCells.set(batch.entryCells);
  batch.entryFeatures = entryFeatures;
  batch.entryCells = entryCells;
  batch.cells = new Uint32Array(capacity);
}

function refuse(batch: SequenceBatch, message: string): Error {
  // The refused sequence leaves marks of a slot that the next one will use.
  batch.latestTokens.fill(NO_TOKEN);
  return badRequest(`Activations: ${message}.`);
}

/** Fills `cells` and `ends`: a counting sort by feature, O(entries + features). */
export function groupByFeature({ features, entryCount, entryFeatures, entryCells, cells, ends }: SequenceBatch): void {
  ends.fill(0);
  for (let entry = 0; entry < entryCount; entry++) {
    const feature = entryFeatures[entry] ?? 0;
    ends[feature] = (ends[feature] ?? 0) + 1;
  }
  let start = 0;
  for (let feature = 0; feature < features; feature++) {
    const count = ends[feature] ?? 0;
    ends[feature] = start;
    start += count;
  }
  // Each start advances to its end.
  for (let entry = 0; entry < entryCount; entry++) {
    const feature = entryFeatures[entry] ?? 0;
    const slot = ends[feature] ?? 0;
    cells[slot] = entryCells[entry] ?? 0;
    ends[feature] = slot + 1;
  }
}
