/** Sequences from `first` to before `end`. */
export type Shard = { first: number; end: number; tokens: number };

/**
 * Cuts sequences into shards of whole documents, of about `shardTokens` counted tokens each.
 * @param sequences in order; `length` includes the document-start token, which is not counted
 */
export function planShards(
  sequences: readonly { documentOrdinal: number; length: number }[],
  shardTokens: number,
): Shard[] {
  const shards: Shard[] = [];
  let shard: Shard = { first: 0, end: 0, tokens: 0 };
  sequences.forEach(({ documentOrdinal, length }, ordinal) => {
    const startsDocument = documentOrdinal !== sequences[ordinal - 1]?.documentOrdinal;
    if (startsDocument && shard.tokens >= shardTokens) {
      shards.push(shard);
      shard = { first: ordinal, end: ordinal, tokens: 0 };
    }
    shard.tokens += length - 1;
    shard.end = ordinal + 1;
  });
  return shard.tokens > 0 ? [...shards, shard] : shards;
}
