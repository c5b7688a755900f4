import { countOf, type IndexedText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";

export type PromotionCounts = {
  /** Tokens that another token of their sequence follows. */
  followed: number;
  /** Of all of those, how many are followed by one of the promoted tokens; likewise where the feature is active. */
  anywhere: number;
  active: number;
  hits: number;
};

/** Counts how often the tokens a feature promotes really come next. @param each called for every active token that is followed */
export function countPromotion(
  text: IndexedText,
  { positions }: ObservedFeature,
  promoted: readonly number[],
  each: (document: number, hit: boolean) => void = () => undefined,
): PromotionCounts {
  const wanted = isOneOf(text, promoted);
  let firsts = 0;
  for (const { first, end } of text.sequences) if (first < end && wanted(first)) firsts += 1;
  const anywhere = promoted.reduce((sum, id) => sum + countOf(text, id), 0) - firsts;
  let active = 0;
  let hits = 0;
  for (const position of positions) {
    // The last token of a sequence is followed by none of its own.
    if (text.sequenceOf[position] !== text.sequenceOf[position + 1]) continue;
    const hit = wanted(position + 1);
    active += 1;
    if (hit) hits += 1;
    each(text.documentOf[position] ?? 0, hit);
  }
  return { followed: text.tokenIds.length - text.sequences.length, anywhere, active, hits };
}

/**
 * [documents × 2] how many tokens another token of their sequence follows, and how many of those a promoted one: for all
 * tokens what {@link countPromotion} counts where a feature is active.
 */
export function countFollowers(text: IndexedText, promoted: readonly number[]): Float64Array {
  const sums = new Float64Array(text.documents * 2);
  const add = (document: number, column: number, count: number) =>
    void (sums[document * 2 + column] = (sums[document * 2 + column] ?? 0) + count);
  for (const { document, first, end } of text.sequences) add(document, 0, Math.max(0, end - first - 1));
  for (const id of new Set(promoted))
    for (const position of positionsOf(text, id))
      // The first token of a sequence follows none.
      if (text.sequenceOf[position] === text.sequenceOf[position - 1]) add(text.documentOf[position] ?? 0, 1, 1);
  return sums;
}

function isOneOf({ vocabularySize, tokenIds }: IndexedText, ids: readonly number[]): (position: number) => boolean {
  const isWanted = new Uint8Array(vocabularySize);
  for (const id of ids) isWanted[id] = 1;
  return (position) => isWanted[tokenIds[position] ?? 0] === 1;
}
