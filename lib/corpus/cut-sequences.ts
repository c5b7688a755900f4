/** Tokens of a sequence, its lead included. */
export const SEQUENCE_TOKENS_MAX = 128;

export type SequenceTokens = {
  /** Position in the document of the first token after the lead. */
  start: number;
  /** The lead, then up to 127 tokens of the document; 128 where there is none. */
  tokens: Int32Array;
};

/** A shorter rest costs as much to compute as a full window and shows little context; it is left out. */
const REST_SHARE_MIN = 0.75;

/**
 * Cuts a document's tokens into consecutive windows, each begun with the lead. The last may be somewhat shorter; a document
 * below the length of a window is one.
 */
export function cutSequences(
  tokens: ArrayLike<number>,
  lead: readonly number[],
  tokensMax = SEQUENCE_TOKENS_MAX,
): SequenceTokens[] {
  const sequences: SequenceTokens[] = [];
  const room = tokensMax - lead.length;
  for (let start = 0; start < tokens.length; start += room) {
    const length = Math.min(room, tokens.length - start);
    if (start > 0 && length < REST_SHARE_MIN * room) break;
    const window = new Int32Array(lead.length + length);
    window.set(lead);
    for (let i = 0; i < length; i += 1) window[lead.length + i] = tokens[start + i] ?? 0;
    sequences.push({ start, tokens: window });
  }
  return sequences;
}
