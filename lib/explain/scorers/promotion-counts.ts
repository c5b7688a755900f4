import { countOf, documentAt, type IndexedText } from "#lib/explain/observations/indexed-text.ts";
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
  const wanted = new Set(promoted);
  let firsts = 0;
  for (const { first } of text.sequences) if (wanted.has(text.tokenIds[first] ?? -1)) firsts += 1;
  const anywhere = promoted.reduce((sum, id) => sum + countOf(text, id), 0) - firsts;
  let active = 0;
  let hits = 0;
  for (const position of positions) {
    const sequence = text.sequences[text.sequenceOf[position] ?? 0];
    if (!sequence || position + 1 >= sequence.end) continue;
    const hit = wanted.has(text.tokenIds[position + 1] ?? -1);
    active += 1;
    if (hit) hits += 1;
    each(documentAt(text, position), hit);
  }
  return { followed: text.tokenIds.length - text.sequences.length, anywhere, active, hits };
}
