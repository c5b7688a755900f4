import type { LedLength } from "#lib/corpus/lead.ts";
import type { TokenBatch } from "#lib/sae/counted-tokens.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";

/** Sequences of one corpus side by side, each row as long as the longest; what fills up a shorter one comes after its own tokens, which cannot see it. */
export function joinSequences(sequences: readonly (LedLength & { tokens: Uint8Array })[]): TokenBatch {
  const length = Math.max(...sequences.map((sequence) => sequence.length));
  const tokenIds = new Int32Array(sequences.length * length);
  sequences.forEach(({ tokens }, row) => tokenIds.set(unpackTokens(tokens), row * length));
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  return { tokenIds, length, lengths, lead: sequences[0]?.lead ?? 0 };
}

/** Neighbours together, `size` at a time; the last batch may be smaller. */
export function* inBatches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
