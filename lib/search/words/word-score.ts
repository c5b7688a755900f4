import { SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import { analyze, lexemesOf } from "#lib/search/words/analyze.ts";

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

/**
 * How well a document's words match a query's, 0…1: Σ rarity · best match / Σ rarity over the query's words, less a little
 * for a long document. What the embedded engine computes in SQL.
 */
export function scoreWords(
  terms: readonly WeighedTerm[],
  fields: Readonly<Record<SearchField, readonly string[]>>,
  { weights, documents }: { weights: Readonly<Record<SearchField, number>>; documents: number },
): number {
  const lexemes = SEARCH_FIELDS.map((field) => ({
    field,
    set: new Set(fields[field].flatMap(analyze).flatMap(lexemesOf)),
  }));
  const best = ({ alternatives }: WeighedTerm): number =>
    Math.max(
      0,
      ...lexemes.flatMap(({ field, set }) =>
        alternatives.filter(({ lexeme }) => set.has(lexeme)).map(({ quality }) => quality * weights[field]),
      ),
    );
  const rarity = (term: WeighedTerm) => rarityOf(term.documents, documents);
  const whole = terms.reduce((sum, term) => sum + rarity(term), 0);
  const matched = terms.reduce((sum, term) => sum + rarity(term) * best(term), 0);
  const length = new Set(lexemes.flatMap(({ set }) => [...set])).size;
  return whole === 0 ? 0 : (matched / whole) * (1 - (LENGTH_SHARE * Math.min(length, LENGTH_LEXEMES)) / LENGTH_LEXEMES);
}
