/** Tokens of a sequence, the document-start token (BOS) included. */
export const SEQUENCE_TOKENS_MAX = 128;

export type SequenceTokens = {
  /** Position of the first token after BOS in the document. */
  start: number;
  /** BOS, then up to 127 tokens of the document. */
  tokens: Int32Array;
};

/** A shorter rest costs as much to compute as a full window and shows little context; it is left out. */
const REST_SHARE_MIN = 0.75;

/**
 * Cuts a document's tokens (without BOS) into consecutive windows, each led by BOS. The last may be somewhat shorter; a
 * document below the length of a window is one.
 */
export function cutSequences(
  tokens: ArrayLike<number>,
  bosId: number,
  tokensMax = SEQUENCE_TOKENS_MAX,
): SequenceTokens[] {
  const sequences: SequenceTokens[] = [];
  for (let start = 0; start < tokens.length; start += tokensMax - 1) {
    const length = Math.min(tokensMax - 1, tokens.length - start);
    if (start > 0 && length < REST_SHARE_MIN * (tokensMax - 1)) break;
    const window = new Int32Array(length + 1);
    window[0] = bosId;
    for (let i = 0; i < length; i += 1) window[i + 1] = tokens[start + i] ?? 0;
    sequences.push({ start, tokens: window });
  }
  return sequences;
}
