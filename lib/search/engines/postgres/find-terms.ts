import { distance } from "fastest-levenshtein";
import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import { analyze, analyzeQuery, markStem, type Word } from "#lib/search/words/analyze.ts";
import { STEM_QUALITY, TERMS_MAX, TYPO_ALTERNATIVES_MAX, TYPO_QUALITY } from "#lib/search/words/word-score.ts";

/** A word of a query, and what it is looked for as. */
export type Term = {
  text: string;
  /** Best first; `quality`: the share of a full match that it counts. */
  alternatives: { lexeme: string; quality: number }[];
  /** Documents that have any of them, at most. */
  documents: number;
  /** What it was taken for, where no document has it. */
  corrected: string[];
};

/** A shorter word has too many neighbours. */
const TYPO_CHARACTERS_MIN = 4;
/** Words like a misspelt one, by shared trigrams; the nearest by edits are chosen from them. */
const TYPO_CANDIDATES = 30;
/** Below PostgreSQL's own bound of 0.3: two letters swapped in a word of six leave a quarter of its trigrams. */
const SET_SIMILARITY = "SET LOCAL pg_trgm.similarity_threshold = 0.2";

/** One edit in a short word, two in a long one. */
const editsMax = (text: string): number => (text.length >= 7 ? 2 : 1);

/** A word that is not there may be there in pieces, as models cut it: its beginning, of so many letters and so large a part. */
const PIECE_CHARACTERS_MIN = 4;
const PIECE_SHARE_MIN = 0.5;
const PIECE_QUALITY = 0.5;

/** The words of a query with how many documents have them, misspelt ones replaced by what they are nearest to. */
export async function findTerms(db: Db, query: string): Promise<Term[]> {
  const words = analyzeQuery(query).slice(0, TERMS_MAX);
  const lexemes = words.flatMap((word) => [word.text, stemOf(word)]);
  const { rows } = await db.pool.query<{ word: string; documents: number }>({
    name: "search-words",
    text: `SELECT word, documents FROM "SearchWord" WHERE word = ANY($1)`,
    values: [lexemes],
  });
  const documents = new Map(rows.map((row) => [row.word, row.documents]));
  return Promise.all(
    words.map(async (word) => {
      const stem = stemOf(word);
      const known = Math.max(documents.get(word.text) ?? 0, documents.get(stem) ?? 0);
      if (known === 0 && word.text.length >= TYPO_CHARACTERS_MIN) return correct(db, word);
      const alternatives = [
        { lexeme: word.text, quality: 1 },
        { lexeme: stem, quality: STEM_QUALITY },
      ];
      return { text: word.text, alternatives, documents: known, corrected: [] };
    }),
  );
}

const stemOf = ({ text, stem }: Word): string => markStem(stem ?? text);

/** What a word that no document has was meant to be: what is spelt like it, or else the longest piece that begins it. */
async function correct(db: Db, { text }: Word): Promise<Term> {
  const near = (await listSimilarWords(db, text))
    .map((row) => ({ ...row, edits: distanceWithSwaps(text, row.word) }))
    .filter(({ edits }) => edits <= editsMax(text))
    .sort((a, b) => a.edits - b.edits || b.documents - a.documents || (a.word < b.word ? -1 : 1))
    .slice(0, TYPO_ALTERNATIVES_MAX)
    .map(({ edits, ...row }) => ({ ...row, quality: TYPO_QUALITY ** edits }));
  const taken = near.length > 0 ? near : await findPiece(db, text);
  return {
    text,
    alternatives: taken.flatMap(({ word, quality }) => [
      { lexeme: word, quality },
      ...analyze(word).map((one) => ({ lexeme: stemOf(one), quality: quality * STEM_QUALITY })),
    ]),
    documents: taken.reduce((sum, { documents }) => sum + documents, 0),
    corrected: taken.map(({ word }) => word),
  };
}

async function findPiece(db: Db, text: string): Promise<{ word: string; documents: number; quality: number }[]> {
  const shortest = Math.max(PIECE_CHARACTERS_MIN, Math.ceil(text.length * PIECE_SHARE_MIN));
  const beginnings = Array.from({ length: Math.max(0, text.length - shortest) }, (_, i) => text.slice(0, shortest + i));
  const { rows } = await db.pool.query<{ word: string; documents: number }>({
    name: "search-pieces",
    text: `SELECT word, documents FROM "SearchWord" WHERE word = ANY($1) ORDER BY length(word) DESC LIMIT 1`,
    values: [beginnings],
  });
  return rows.map((row) => ({ ...row, quality: PIECE_QUALITY }));
}

async function listSimilarWords(db: Db, text: string): Promise<{ word: string; documents: number }[]> {
  return inTransaction(db, async (client) => {
    await client.query(SET_SIMILARITY);
    const { rows } = await client.query<{ word: string; documents: number }>({
      name: "search-similar-words",
      text: `SELECT word, documents FROM "SearchWord" WHERE word % $1 AND word NOT LIKE '_%~'
             ORDER BY similarity(word, $1) DESC, documents DESC, word LIMIT ${TYPO_CANDIDATES}`,
      values: [text],
    });
    return rows;
  });
}

/** Levenshtein's distance, but two neighbouring letters swapped are one edit and not two. */
export function distanceWithSwaps(from: string, to: string): number {
  const plain = distance(from, to);
  if (plain < 2 || from.length !== to.length) return plain;
  const letters = [...from];
  for (let i = 0; i + 1 < letters.length; i++) {
    const swapped = [...letters];
    [swapped[i], swapped[i + 1]] = [letters[i + 1] ?? "", letters[i] ?? ""];
    const edits = 1 + distance(swapped.join(""), to);
    if (edits < plain) return edits;
  }
  return plain;
}
