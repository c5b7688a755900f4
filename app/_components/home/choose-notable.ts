import type { FeatureRow } from "#lib/catalog/schema.ts";

/** A whole word that says something on its own: a space, then at least four letters. */
const WORD = /^ \p{L}{4,}$/u;
/** More different words than this say no more. */
const WORDS_ENOUGH = 4;
/** The best so many times as many as are shown take turns. */
const TURNS = 4;

/**
 * Features worth a first look, as their tokens tell: those that peak on several whole words, which say more than one
 * word again and again. Which ones of those follows `turn`, so that the page changes over the day but not between two
 * visitors of the same minute.
 */
export function chooseNotable(rows: readonly FeatureRow[], count: number, turn: number): FeatureRow[] {
  const pool = rows.toSorted((a, b) => readability(b) - readability(a) || a.index - b.index).slice(0, count * TURNS);
  const taken = Math.min(count, pool.length);
  return Array.from({ length: taken }, (_, at) => pool[(turn * taken + at) % pool.length]).flatMap((row) => row ?? []);
}

function readability({ topTokens }: FeatureRow): number {
  const words = topTokens.filter((token) => WORD.test(token)).length;
  return words === 0 ? 0 : (words / topTokens.length) * Math.min(words, WORDS_ENOUGH);
}
