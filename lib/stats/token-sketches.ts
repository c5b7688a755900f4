import { COACTIVATION_BOTH_MIN, type CoactivatingFeature, phiCoefficient } from "#lib/stats/association.ts";
import { mix32 } from "#lib/stats/hash.ts";
import type { SequenceBatch } from "#lib/stats/sequence-batch.ts";
import { topIndices } from "#lib/stats/top-k.ts";

/** Tokens kept per feature: the standard error of a Jaccard estimate J is about √(J(1−J)/256), ≤ 0.031. */
export const SKETCH_TOKENS = 256;
/** Added hashes are buffered up to this many before they are sorted and cut. */
const BUFFER = 2 * SKETCH_TOKENS;
const BOUND_OPEN = 2 ** 32;

/**
 * Per feature, the SKETCH_TOKENS smallest distinct hashes of the tokens on which it is active, with one hash for all
 * features: memory is 2 KB a feature instead of one cell per pair. Bottom-k samples merge exactly.
 * Two tokens with one 32-bit hash count as one token: with N tokens that concerns about N/2^32 of them.
 * @see Cohen & Kaplan 2007, "Summarizing data using bottom-k sketches"; Broder 1997
 */
export type TokenSketches = {
  readonly kind: "sketches";
  readonly features: number;
  /** [features × BUFFER] */
  readonly hashes: Uint32Array;
  /** [features] hashes in use, of any order and perhaps repeated until {@link settleSketch}. */
  readonly counts: Uint16Array;
  /** [features] only smaller hashes can still matter. */
  readonly bounds: Float64Array;
};

export function createTokenSketches(features: number): TokenSketches {
  return {
    kind: "sketches",
    features,
    hashes: new Uint32Array(features * BUFFER),
    counts: new Uint16Array(features),
    bounds: new Float64Array(features).fill(BOUND_OPEN),
  };
}

/** Adds the tokens of a grouped batch. @param sequenceWords [slots] `sequenceKey(seed, sequence)` of each sequence */
export function addTokens(sketches: TokenSketches, batch: SequenceBatch, sequenceWords: Uint32Array): void {
  let slot = 0;
  for (let feature = 0; feature < sketches.features; feature++) {
    for (const end = batch.ends[feature] ?? 0; slot < end; slot++) {
      const token = (batch.cells[slot] ?? 0) >>> 16;
      addTokenHash(sketches, feature, mix32((sequenceWords[token >>> 8] ?? 0) + (token & 0xff)));
    }
  }
}

export function addTokenHash(sketches: TokenSketches, feature: number, hash: number): void {
  if (hash >= (sketches.bounds[feature] ?? 0)) return;
  if (sketches.counts[feature] === BUFFER) {
    settleSketch(sketches, feature);
    if (hash >= (sketches.bounds[feature] ?? 0)) return;
  }
  const count = sketches.counts[feature] ?? 0;
  sketches.hashes[feature * BUFFER + count] = hash;
  sketches.counts[feature] = count + 1;
}

/** Sorts a feature's hashes, removes repetitions and cuts. @returns them, [≤ SKETCH_TOKENS] ascending (a view) */
export function settleSketch(sketches: TokenSketches, feature: number): Uint32Array {
  const base = feature * BUFFER;
  const hashes = sketches.hashes.subarray(base, base + (sketches.counts[feature] ?? 0)).sort();
  let kept = 0;
  for (const hash of hashes) {
    if (kept === SKETCH_TOKENS) break;
    if (kept === 0 || hashes[kept - 1] !== hash) hashes[kept++] = hash;
  }
  sketches.counts[feature] = kept;
  if (kept === SKETCH_TOKENS) sketches.bounds[feature] = hashes[kept - 1] ?? 0;
  return hashes.subarray(0, kept);
}

export function mergeSketches(target: TokenSketches, other: TokenSketches): void {
  for (let feature = 0; feature < target.features; feature++) {
    for (const hash of settleSketch(other, feature)) addTokenHash(target, feature, hash);
    settleSketch(target, feature);
  }
}

/**
 * Prepares all estimates: the sketches turned into lists of features per token hash, [features × SKETCH_TOKENS] words.
 * @param activeTokens [features] tokens on which each feature is active, of `tokens`
 * @returns `(feature, count)` → the features with the largest positive estimated φ, ties by index
 */
export function sketchPartners(
  sketches: TokenSketches,
  activeTokens: Float64Array,
  tokens: number,
): (feature: number, count: number) => CoactivatingFeature[] {
  const views = Array.from({ length: sketches.features }, (_, feature) => settleSketch(sketches, feature));
  const holders = listHolders(views);
  const shared = new Uint16Array(sketches.features);
  return (feature, count) => {
    const own = views[feature] ?? new Uint32Array(0);
    for (const hash of own) for (const other of holders(hash)) shared[other] = (shared[other] ?? 0) + 1;
    const phis = new Float64Array(sketches.features).fill(NaN);
    const estimate = (other: number): number => {
      const jaccard = estimateJaccard(own, views[other] ?? own, shared[other] ?? 0);
      const first = activeTokens[feature] ?? 0;
      const second = activeTokens[other] ?? 0;
      return Math.min(first, second, Math.round((jaccard / (1 + jaccard)) * (first + second)));
    };
    for (let other = 0; other < sketches.features; other++) {
      if (other === feature || shared[other] === 0) continue;
      const both = estimate(other);
      if (both < COACTIVATION_BOTH_MIN) continue;
      const phi = phiCoefficient(both, activeTokens[feature] ?? 0, activeTokens[other] ?? 0, tokens);
      if (phi > 0) phis[other] = phi;
    }
    const partners = Array.from(topIndices(phis, count), (index) => {
      const both = estimate(index);
      return {
        index,
        both,
        phi: phis[index] ?? 0,
        shareOfFeature: both / (activeTokens[feature] ?? 1),
        shareOfPartner: both / (activeTokens[index] ?? 1),
      };
    });
    shared.fill(0);
    return partners;
  };
}

/** Both sketches are complete up to the smaller of their last hashes (a sketch that is not full, everywhere). */
function estimateJaccard(a: Uint32Array, b: Uint32Array, shared: number): number {
  const complete = (sketch: Uint32Array) =>
    sketch.length < SKETCH_TOKENS ? Infinity : (sketch[SKETCH_TOKENS - 1] ?? 0);
  const bound = Math.min(complete(a), complete(b));
  const union = countUpTo(a, bound) + countUpTo(b, bound) - shared;
  return union === 0 ? 0 : shared / union;
}

function countUpTo(sorted: Uint32Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The features that hold a hash: one sorted list of (hash, feature) as doubles, searched by hash. */
function listHolders(views: readonly Uint32Array[]): (hash: number) => Generator<number> {
  const keys = new Float64Array(views.reduce((total, view) => total + view.length, 0));
  let next = 0;
  views.forEach((view, feature) => {
    for (const hash of view) keys[next++] = hash * views.length + feature;
  });
  keys.sort();
  return function* (hash) {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? 0) < hash * views.length) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < keys.length && (keys[i] ?? 0) < (hash + 1) * views.length; i++) {
      yield (keys[i] ?? 0) - hash * views.length;
    }
  };
}
