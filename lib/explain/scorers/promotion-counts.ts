import { countOf, type IndexedText } from "#lib/explain/observations/indexed-text.ts";
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
  const isWanted = new Uint8Array(text.vocabularySize);
  for (const id of promoted) isWanted[id] = 1;
  const wanted = (position: number) => isWanted[text.tokenIds[position] ?? 0] === 1;
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
