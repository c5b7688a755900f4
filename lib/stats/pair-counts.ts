import { COACTIVATION_BOTH_MIN, type CoactivatingFeature, phiCoefficient } from "#lib/stats/association.ts";
import { SEQUENCE_LENGTH_MAX } from "#lib/stats/cell.ts";
import type { SequenceBatch } from "#lib/stats/sequence-batch.ts";
import { topIndices } from "#lib/stats/top-k.ts";

/** Above this the triangle passes 134 MB; use token sketches. */
export const PAIR_COUNTS_FEATURES_MAX = 8192;

/** Rows with fewer tokens in a batch are not worth reading ahead. */
const ROW_WARM_MIN = 16;

/** For every pair of features, the number of tokens on which both are active: exact. */
export type PairCounts = {
  readonly kind: "pairs";
  readonly features: number;
  /** Row-major strict upper triangle: pair i<j at rowBase(i) + j. Signed, as the compiler then needs no range check; below 2^31 by the bound on tokens. */
  readonly counts: Int32Array;
  /** [features] tokens on which each is active, over the counted tokens. */
  readonly active: Uint32Array;
  tokens: number;
};

export function createPairCounts(features: number): PairCounts {
  return {
    kind: "pairs",
    features,
    counts: new Int32Array((features * (features - 1)) / 2),
    active: new Uint32Array(features),
    tokens: 0,
  };
}

/**
 * Counts the tokens of a grouped batch (those without activity included). Features are visited from the last to the first;
 * each is paired with what its tokens hold already, which is exactly their later features. So all increments of a row come
 * together (a row is at most 32 KB) and no token needs sorting.
 * @param counted [slots] 1 for the sequences whose tokens are to be counted
 */
export function addPairs(pairs: PairCounts, batch: SequenceBatch, counted: Uint8Array): void {
  const { features, counts, active } = pairs;
  const { cells, ends, places } = batch;
  const starts = tokenStarts(batch);
  const heldEnds = starts.slice();
  const held = new Uint16Array(batch.entryCount);
  for (let feature = features - 1; feature >= 0; feature--) {
    const row = rowBase(features, feature);
    const from = feature === 0 ? 0 : (ends[feature - 1] ?? 0);
    const to = ends[feature] ?? 0;
    if (to - from > ROW_WARM_MIN) warmRow(counts, row + feature + 1, row + features);
    let tokens = 0;
    for (let slot = from; slot < to; slot++) {
      const token = (cells[slot] ?? 0) >>> 16;
      if (counted[token >>> 8] === 0) continue;
      tokens++;
      const end = heldEnds[token] ?? 0;
      countHeld(counts, row, held, starts[token] ?? 0, end);
      held[end] = feature;
      heldEnds[token] = end + 1;
    }
    active[feature] = (active[feature] ?? 0) + tokens;
  }
  places.forEach(({ length, lead }, slot) => {
    if (counted[slot] === 1) pairs.tokens += length - lead;
  });
}

/** Adds 1 at `row + f` for each feature f in `held[from…to)`; they differ, so four at a time do not wait for each other. */
function countHeld(counts: Int32Array, row: number, held: Uint16Array, from: number, to: number): void {
  let i = from;
  for (; i < to - 3; i += 4) {
    const a = (row + (held[i] ?? 0)) | 0;
    const b = (row + (held[i + 1] ?? 0)) | 0;
    const c = (row + (held[i + 2] ?? 0)) | 0;
    const d = (row + (held[i + 3] ?? 0)) | 0;
    counts[a] = ((counts[a] ?? 0) + 1) | 0;
    counts[b] = ((counts[b] ?? 0) + 1) | 0;
    counts[c] = ((counts[c] ?? 0) + 1) | 0;
    counts[d] = ((counts[d] ?? 0) + 1) | 0;
  }
  for (; i < to; i++) {
    const pair = (row + (held[i] ?? 0)) | 0;
    counts[pair] = ((counts[pair] ?? 0) + 1) | 0;
  }
}

/**
 * Reads one word of each cache line of a row. The increments that follow jump about in it; this makes the processor
 * fetch it in order first (measured: a quarter faster at 4096 features).
 */
function warmRow(counts: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i += 16) warmth = (warmth + (counts[i] ?? 0)) | 0;
}

/** Kept so that the compiler cannot drop the reads of {@link warmRow}; never used. */
let warmth = 0;

/** [slots × 256] where the features of token slot << 8 | position start in an array of all entries. */
function tokenStarts({ entryCount, entryCells, places }: SequenceBatch): Uint32Array {
  const starts = new Uint32Array(places.length * SEQUENCE_LENGTH_MAX);
  let previous = -1;
  for (let entry = 0; entry < entryCount; entry++) {
    const token = (entryCells[entry] ?? 0) >>> 16;
    if (token !== previous) starts[token] = entry;
    previous = token;
  }
  return starts;
}

function rowBase(features: number, row: number): number {
  // As an integer for the compiler: below 2^25 here.
  return ((row * (2 * features - row - 1)) / 2 - row - 1) | 0;
}

export function mergePairs(target: PairCounts, other: PairCounts): void {
  for (let i = 0; i < target.counts.length; i++) target.counts[i] = (target.counts[i] ?? 0) + (other.counts[i] ?? 0);
  for (let i = 0; i < target.features; i++) target.active[i] = (target.active[i] ?? 0) + (other.active[i] ?? 0);
  target.tokens += other.tokens;
}

/** Tokens on which both features are active. */
export function pairCount(pairs: PairCounts, a: number, b: number): number {
  return pairs.counts[rowBase(pairs.features, Math.min(a, b)) + Math.max(a, b)] ?? 0;
}

/** The `count` features with the largest positive φ to `feature`, ties by index. O(features). */
export function pairPartners(pairs: PairCounts, feature: number, count: number): CoactivatingFeature[] {
  const own = pairs.active[feature] ?? 0;
  if (own < COACTIVATION_BOTH_MIN) return [];
  const phis = new Float64Array(pairs.features).fill(NaN);
  for (let other = 0; other < pairs.features; other++) {
    if (other === feature) continue;
    const both = pairCount(pairs, feature, other);
    if (both < COACTIVATION_BOTH_MIN) continue;
    const phi = phiCoefficient(both, own, pairs.active[other] ?? 0, pairs.tokens);
    if (phi > 0) phis[other] = phi;
  }
  return Array.from(topIndices(phis, count), (index) => {
    const both = pairCount(pairs, feature, index);
    return {
      index,
      both,
      phi: phis[index] ?? 0,
      shareOfFeature: both / own,
      shareOfPartner: both / (pairs.active[index] ?? 1),
    };
  });
}
