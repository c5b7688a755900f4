import { SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import { analyze, lexemesOf } from "#lib/search/words/analyze.ts";

/** How PostgreSQL names the weight of each field. */
export const FIELD_LETTERS = { label: "A", topTokens: "B", output: "C", aside: "D" } as const satisfies Record<
  SearchField,
  string
>;

/**
 * The words of a document as PostgreSQL's `tsvector`, in its own notation: each lexeme with the fields that have it. Words
 * are cut here and not by the server, so that documents, queries and highlights agree, in any script.
 */
export function formatWordVector(fields: Readonly<Record<SearchField, readonly string[]>>): string {
  const letters = new Map<string, Set<string>>();
  for (const field of SEARCH_FIELDS) {
    for (const text of fields[field])
      for (const word of analyze(text))
        for (const lexeme of lexemesOf(word)) {
          const known = letters.get(lexeme) ?? new Set();
          letters.set(lexeme, known.add(FIELD_LETTERS[field]));
        }
  }
  return Array.from(letters, ([lexeme, fieldsOf]) => {
    const positions = Array.from(fieldsOf, (letter, i) => `${i + 1}${letter}`);
    return `${quoteLexeme(lexeme)}:${positions.join(",")}`;
  }).join(" ");
}

/** A lexeme in the notation of `tsvector` and `tsquery`. */
export const quoteLexeme = (lexeme: string): string => `'${lexeme.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`;
