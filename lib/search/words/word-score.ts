import { SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import { findStem, lexemesOf } from "#lib/search/words/analyze.ts";

/** A word of a query with what it is looked for as: `quality`, the share of a full match that an alternative counts. */
export type WeighedTerm = { alternatives: readonly { lexeme: string; quality: number }[]; documents: number };

/** Words of a query that are looked for. */
export const TERMS_MAX = 12;
/** What a match counts by another form of the word, and by a word that is spelt like it, once for each edit. */
export const STEM_QUALITY = 0.9;
export const TYPO_QUALITY = 0.7;
export const TYPO_ALTERNATIVES_MAX = 3;
/** A label that is all about the word is better than a long list that has it among others, by so much at most. */
export const LENGTH_SHARE = 0.2;
export const LENGTH_LEXEMES = 60;

/** How much a word that `having` of `documents` have says: ln(1 + N / n). */
export const rarityOf = (having: number, documents: number): number => Math.log(1 + documents / Math.max(1, having));

/** A document's words, folded, by field; and how many lexemes they are, each counted once. */
export type ScoredDocument = { words: Readonly<Record<SearchField, readonly string[]>>; lexemes: number };

/**
 * How well a document's words match a query's, 0…1: Σ rarity · best match / Σ rarity over the query's words, less a little
 * for a long document. What the embedded engine computes in SQL.
 */
export function createWordScorer(
  terms: readonly WeighedTerm[],
  { weights, documents }: { weights: Readonly<Record<SearchField, number>>; documents: number },
): (document: ScoredDocument) => number {
  const rarities = terms.map((term) => rarityOf(term.documents, documents));
  const whole = rarities.reduce((sum, rarity) => sum + rarity, 0);
  const wanted = new Map<string, { term: number; quality: number }[]>();
  for (const [term, { alternatives }] of terms.entries())
    for (const { lexeme, quality } of alternatives) {
      const known = wanted.get(lexeme) ?? [];
      wanted.set(lexeme, [...known, { term, quality }]);
    }
  return ({ words, lexemes }) => {
    if (whole === 0) return 0;
    const best = terms.map(() => 0);
    for (const field of SEARCH_FIELDS)
      for (const text of words[field])
        for (const lexeme of lexemesOf({ text, stem: findStem(text) }))
          for (const { term, quality } of wanted.get(lexeme) ?? [])
            best[term] = Math.max(best[term] ?? 0, quality * weights[field]);
    const matched = rarities.reduce((sum, rarity, i) => sum + rarity * (best[i] ?? 0), 0);
    return (matched / whole) * (1 - (LENGTH_SHARE * Math.min(lexemes, LENGTH_LEXEMES)) / LENGTH_LEXEMES);
  };
}
