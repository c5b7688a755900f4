/** Sequences from `first` to before `end`. */
export type Shard = { first: number; end: number; tokens: number };

/**
 * Cuts sequences into `count` shards of whole documents with about equally many counted tokens; fewer when there are
 * fewer documents.
 * @param sequences in order; `length` includes the document-start token, which is not counted
 */
export function planShards(sequences: readonly { documentOrdinal: number; length: number }[], count: number): Shard[] {
  const total = sequences.reduce((sum, { length }) => sum + length - 1, 0);
  const shards: Shard[] = [];
  let shard: Shard = { first: 0, end: 0, tokens: 0 };
  let tokens = 0;
  sequences.forEach(({ documentOrdinal, length }, ordinal) => {
    const startsDocument = documentOrdinal !== sequences[ordinal - 1]?.documentOrdinal;
    if (startsDocument && shard.tokens > 0 && tokens >= ((shards.length + 1) * total) / count) {
      shards.push(shard);
      shard = { first: ordinal, end: ordinal, tokens: 0 };
    }
    tokens += length - 1;
    shard.tokens += length - 1;
    shard.end = ordinal + 1;
  });
  return shard.tokens > 0 ? [...shards, shard] : shards;
}
