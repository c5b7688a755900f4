import type { TokenBatch } from "#lib/sae/counted-tokens.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";

/** Sequences side by side, each row as long as the longest; what fills up a shorter one comes after its own tokens, which cannot see it. */
export function joinSequences(sequences: readonly { tokens: Uint8Array; length: number }[]): TokenBatch {
  const length = Math.max(...sequences.map((sequence) => sequence.length));
  const tokenIds = new Int32Array(sequences.length * length);
  sequences.forEach(({ tokens }, row) => tokenIds.set(unpackTokens(tokens), row * length));
  return { tokenIds, length, lengths: Int32Array.from(sequences, (sequence) => sequence.length) };
}

/** Neighbours together, `size` at a time; the last batch may be smaller. */
export function* inBatches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
