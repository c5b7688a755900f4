import { countTextTokens, type LedLength } from "#lib/corpus/lead.ts";

/** Sequences from `first` to before `end`. */
export type Shard = { first: number; end: number; tokens: number };

/**
 * Cuts sequences into `count` shards of whole documents with about equally many counted tokens; fewer when there are
 * fewer documents.
 * @param sequences in order; the lead in their `length` is not counted
 */
export function planShards(sequences: readonly (LedLength & { documentOrdinal: number })[], count: number): Shard[] {
  const total = countTextTokens(sequences);
  const shards: Shard[] = [];
  let shard: Shard = { first: 0, end: 0, tokens: 0 };
  let tokens = 0;
  sequences.forEach(({ documentOrdinal, length, lead }, ordinal) => {
    const startsDocument = documentOrdinal !== sequences[ordinal - 1]?.documentOrdinal;
    if (startsDocument && shard.tokens > 0 && tokens >= ((shards.length + 1) * total) / count) {
      shards.push(shard);
      shard = { first: ordinal, end: ordinal, tokens: 0 };
    }
    tokens += length - lead;
    shard.tokens += length - lead;
    shard.end = ordinal + 1;
  });
  return shard.tokens > 0 ? [...shards, shard] : shards;
}
