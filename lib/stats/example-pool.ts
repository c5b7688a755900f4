import { cellPosition, cellValue, peakCell } from "#lib/stats/cell.ts";
import { topIndices, topIndicesOnePerGroup } from "#lib/stats/top-k.ts";

/** A feature's values on one whole sequence, kept because the sequence may be shown. */
export type Example = {
  /** Ordinal of the sequence in the corpus. */
  sequence: number;
  /** Ordinal of its document in the corpus. */
  document: number;
  /** The caller's split id, 0…255. */
  split: number;
  /** Rank of the sequence in the feature's sampling order, 0…2^32−1 (smaller is sampled first). */
  hash: number;
  /** Largest value and the first position that has it. */
  peak: number;
  peakPosition: number;
  /** Active positions, ascending, and their values (exact float16). */
  positions: Uint8Array;
  values: Float32Array;
};

/**
 * Per feature, the sequences that are among any of:
 * - the `topCount` best by (peak descending, sequence ascending);
 * - the best of each of the `topCount` best documents, in the same order;
 * - the `sampleCount` activating ones with the smallest sample hash.
 *
 * Each rule is a choice by a total order, so choosing from chosen parts gives the choice from the whole: pools merge
 * exactly. Additions are buffered up to twice what is kept and then pruned, so a feature seen in n sequences costs
 * O(log n) prunes.
 */
export type ExamplePools = {
  readonly topCount: number;
  readonly sampleCount: number;
  /** [features] records of HEADER words: sequence, document, split, hash, first cell, end of cells. */
  readonly headers: Uint32Array[];
  /** [features] cells of all records. */
  readonly cells: Uint32Array[];
  /** [features] records in use. */
  readonly counts: Uint32Array;
  /** [features] a sequence with a smaller hash, or a larger peak key, may enter. As of the last prune, so never too strict. */
  readonly hashBounds: Float64Array;
  readonly peakBounds: Float64Array;
  readonly scratch: { keys: Float64Array; hashes: Uint32Array; documents: Uint32Array; keep: Uint8Array };
};

/** Where an example is from. */
type ExamplePlace = { sequence: number; document: number; split?: number };

const HEADER = 6;
/** One more than the largest sequence ordinal or hash. */
const ORDINALS = 2 ** 32;
const PEAK_BOUND_OPEN = -1;
/** More than the records of a feature; with 32 bits of ordinal above it a double is still exact. */
const ORDER_SLOTS = 2 ** 16;
const EMPTY = new Uint32Array(0);

export function createExamplePools(features: number, topCount: number, sampleCount: number): ExamplePools {
  const limit = 2 * recordsKeptMax({ topCount, sampleCount });
  return {
    topCount,
    sampleCount,
    headers: Array.from({ length: features }, () => EMPTY),
    cells: Array.from({ length: features }, () => EMPTY),
    counts: new Uint32Array(features),
    hashBounds: new Float64Array(features).fill(ORDINALS),
    peakBounds: new Float64Array(features).fill(PEAK_BOUND_OPEN),
    scratch: {
      keys: new Float64Array(limit),
      hashes: new Uint32Array(limit),
      documents: new Uint32Array(limit),
      keep: new Uint8Array(limit),
    },
  };
}

/** Most records a pruned feature holds. */
export function recordsKeptMax({ topCount, sampleCount }: { topCount: number; sampleCount: number }): number {
  return 2 * topCount + sampleCount;
}

/** (peak descending, sequence ascending) as one double: 16 bits of float16 above 32 bits of inverted ordinal. */
function peakKey(peakBits: number, sequence: number): number {
  return peakBits * ORDINALS + (ORDINALS - 1 - sequence);
}

/** Whether a sequence could be kept; the caller then calls {@link addExample}. False positives cost time only. */
export function mayEnter(
  pools: ExamplePools,
  feature: number,
  sequence: number,
  hash: number,
  peakBits: number,
): boolean {
  return hash < (pools.hashBounds[feature] ?? 0) || peakKey(peakBits, sequence) > (pools.peakBounds[feature] ?? 0);
}

/**
 * Adds one sequence to a feature's pool.
 * @param from,to the feature's cells on that sequence, by position: `cells[from…to)`, not empty
 */
export function addExample(
  pools: ExamplePools,
  feature: number,
  { sequence, document, split = 0 }: ExamplePlace,
  hash: number,
  cells: Uint32Array,
  from: number,
  to: number,
): void {
  if ((pools.counts[feature] ?? 0) === pools.scratch.keys.length) prunePool(pools, feature);
  const count = pools.counts[feature] ?? 0;
  const start = cellsEnd(pools, feature);
  const headers = grown(pools.headers[feature] ?? EMPTY, (count + 1) * HEADER, 32 * HEADER);
  const stored = grown(pools.cells[feature] ?? EMPTY, start + to - from, 128);
  for (let i = from; i < to; i++) stored[start + i - from] = (cells[i] ?? 0) & 0xffffff;
  const at = count * HEADER;
  headers[at] = sequence;
  headers[at + 1] = document;
  headers[at + 2] = split;
  headers[at + 3] = hash;
  headers[at + 4] = start;
  headers[at + 5] = start + to - from;
  pools.headers[feature] = headers;
  pools.cells[feature] = stored;
  pools.counts[feature] = count + 1;
}

function cellsEnd({ headers, counts }: ExamplePools, feature: number): number {
  const count = counts[feature] ?? 0;
  return count === 0 ? 0 : (headers[feature]?.[count * HEADER - 1] ?? 0);
}

function grown(array: Uint32Array, length: number, lengthMin: number): Uint32Array {
  if (array.length >= length) return array;
  const larger = new Uint32Array(Math.max(lengthMin, length, array.length * 2));
  larger.set(array);
  return larger;
}

/** Drops what no rule keeps, and tightens the bounds. */
export function prunePool(pools: ExamplePools, feature: number): void {
  const { topCount, sampleCount, counts, scratch } = pools;
  const count = counts[feature] ?? 0;
  const headers = pools.headers[feature] ?? EMPTY;
  const cells = pools.cells[feature] ?? EMPTY;
  const { keys, hashes, documents, keep } = scratch;
  for (let i = 0, at = 0; i < count; i++, at += HEADER) {
    const peak = peakCell(cells, headers[at + 4] ?? 0, headers[at + 5] ?? 0);
    keys[i] = peakKey(peak & 0xffff, headers[at] ?? 0);
    hashes[i] = headers[at + 3] ?? 0;
    documents[i] = headers[at + 1] ?? 0;
  }
  if (count > sampleCount) {
    pools.hashBounds[feature] = hashes.subarray(0, count).sort()[sampleCount - 1] ?? 0;
  }
  const hashBound = pools.hashBounds[feature] ?? 0;
  for (let i = 0; i < count; i++) keep[i] = (headers[i * HEADER + 3] ?? 0) <= hashBound ? 1 : 0;
  for (const i of topIndices(keys, topCount, 0, count)) keep[i] = 1;
  const perDocument = topIndicesOnePerGroup(keys, documents, topCount, count);
  for (const i of perDocument) keep[i] = 1;
  // The last of the one-per-document list is the weakest peak that any rule on peaks keeps.
  if (perDocument.length === topCount) pools.peakBounds[feature] = keys[perDocument[topCount - 1] ?? 0] ?? 0;
  compact(pools, feature, headers, cells, count);
}

/** Moves the kept records together; records and their cells are in the same order, so moving down never overwrites. */
function compact(pools: ExamplePools, feature: number, headers: Uint32Array, cells: Uint32Array, count: number): void {
  let kept = 0;
  let end = 0;
  for (let i = 0; i < count; i++) {
    if (pools.scratch.keep[i] === 0) continue;
    const from = i * HEADER;
    const to = kept++ * HEADER;
    const cellStart = headers[from + 4] ?? 0;
    const cellEnd = headers[from + 5] ?? 0;
    cells.copyWithin(end, cellStart, cellEnd);
    headers.copyWithin(to, from, from + 4);
    headers[to + 4] = end;
    end += cellEnd - cellStart;
    headers[to + 5] = end;
  }
  pools.counts[feature] = kept;
}

/** Adds all of `other`'s records of one feature. The two must hold different sequences. */
export function mergePool(target: ExamplePools, other: ExamplePools, feature: number): void {
  visitRecords(other, feature, (record, cells, from, to) => {
    addExample(target, feature, record, record.hash, cells, from, to);
  });
  prunePool(target, feature);
}

/** Calls `visit` for each record of one feature, by ascending sequence: the same records whatever order they came in, once pruned. */
export function visitRecords(
  pools: ExamplePools,
  feature: number,
  visit: (
    record: Pick<Example, "sequence" | "document" | "split" | "hash">,
    cells: Uint32Array,
    from: number,
    to: number,
  ) => void,
): void {
  const count = pools.counts[feature] ?? 0;
  const headers = pools.headers[feature] ?? EMPTY;
  const cells = pools.cells[feature] ?? EMPTY;
  // Sorting plain numbers, sequence above index, is many times faster than sorting by a comparison.
  const order = Float64Array.from({ length: count }, (_, i) => (headers[i * HEADER] ?? 0) * ORDER_SLOTS + i).sort();
  for (const key of order) {
    const at = (key % ORDER_SLOTS) * HEADER;
    const record = {
      sequence: headers[at] ?? 0,
      document: headers[at + 1] ?? 0,
      split: headers[at + 2] ?? 0,
      hash: headers[at + 3] ?? 0,
    };
    visit(record, cells, headers[at + 4] ?? 0, headers[at + 5] ?? 0);
  }
}

/** The kept examples of one feature, by ascending sequence. */
export function listExamples(pools: ExamplePools, feature: number): Example[] {
  prunePool(pools, feature);
  const examples: Example[] = [];
  visitRecords(pools, feature, (record, cells, from, to) => {
    const peak = peakCell(cells, from, to);
    const positions = new Uint8Array(to - from);
    const values = new Float32Array(to - from);
    for (let i = from; i < to; i++) {
      positions[i - from] = cellPosition(cells[i] ?? 0);
      values[i - from] = cellValue(cells[i] ?? 0);
    }
    examples.push({ ...record, peak: cellValue(peak), peakPosition: cellPosition(peak), positions, values });
  });
  return examples;
}
