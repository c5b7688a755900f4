import type { Db } from "#lib/db.ts";
import { FIELD_WEIGHTS, OUTPUT_FIELD_WEIGHTS, SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import type { SearchFilter, WordMatches } from "#lib/search/engines/engine.ts";
import { FILTER_BESIDE_SQL, FILTER_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";
import { chooseReading, type Reading } from "#lib/search/engines/postgres/choose-reading.ts";
import { findTerms, type Term } from "#lib/search/engines/postgres/find-terms.ts";
import { readFound } from "#lib/search/engines/postgres/read-found.ts";
import { FIELD_LETTERS, quoteLexeme } from "#lib/search/engines/postgres/word-vector.ts";
import { readIntent } from "#lib/search/query-intent.ts";
import { LENGTH_LEXEMES, LENGTH_SHARE, rarityOf } from "#lib/search/words/word-score.ts";

/** More matches than `ranked` are not all ranked: a query's rare words choose which are. */
export type Bounds = {
  ranked: number;
  /** Where even its rarest word is that common: so many of the best explained. */
  common: number;
};
const BOUNDS: Bounds = { ranked: 10_000, common: 3_000 };

/** What a query asks for, and what its words are looked for as. */
export type ReadQuery = { side: ReturnType<typeof readIntent>["side"]; terms: readonly Term[] };

export async function readQuery(db: Db, query: string): Promise<ReadQuery> {
  const { side, text } = readIntent(query);
  return { side, terms: await findTerms(db, text) };
}

/**
 * Features with words of the query, best first.
 * @param documents of the whole index
 */
export async function matchWords(
  db: Db,
  { side, terms }: ReadQuery,
  filter: SearchFilter,
  { limit, documents, bounds = BOUNDS }: { limit: number; documents: number; bounds?: Bounds },
): Promise<WordMatches> {
  const corrected = terms.flatMap(({ text, corrected: to }) => (to.length > 0 ? [{ from: text, to }] : []));
  const known = terms.filter(({ alternatives, documents: having }) => alternatives.length > 0 && having > 0);
  if (known.length === 0) return { found: [], total: 0, corrected };
  const needed = chooseNeeded(known, bounds);
  const matching = needed.reduce((sum, term) => sum + term.documents, 0);
  const best = matching > bounds.ranked ? bounds.common : undefined;
  const reading = chooseReading({ documents, matching, inSources: filter.features, wanted: best });
  const values = filterValues(filter);
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const weights = side === "output" ? OUTPUT_FIELD_WEIGHTS : FIELD_WEIGHTS;
  const rank = rankSql(terms, { documents, weights, parameter });
  const candidates = candidatesSql(reading, parameter(anyOf(needed)), best);
  // OFFSET 0 keeps the inner query apart: what is counted and sorted must be the few figures and not whole documents.
  const text = `SELECT *, count(*) OVER () AS total
    FROM (SELECT ${FOUND_COLUMNS}, ${rank} AS words FROM (${candidates}) d OFFSET 0) d
    ORDER BY words DESC, d.score DESC NULLS LAST, d."sourceId", d."index" LIMIT ${parameter(limit)}`;
  const { found, figures } = await readFound(db, { text, values }, ["words", "total"]);
  return {
    found: found.map((one, i) => ({ ...one, words: figures.words?.[i] ?? 0 })),
    total: figures.total?.[0] ?? 0,
    corrected,
  };
}

/** All of them, if what has any can be ranked; else the rarest ones that can. At least one. */
function chooseNeeded(terms: readonly Term[], { ranked }: Bounds): Term[] {
  const rarest = terms.toSorted((a, b) => a.documents - b.documents);
  let sum = 0;
  return rarest.filter(({ documents }, i) => (sum += documents) <= ranked || i === 0);
}

/**
 * Documents with a word that a filter leaves: all, or the best explained of them and then those without a score.
 * @param reading what PostgreSQL is to read them through: the others are hidden from it
 * @param words the parameter that names the words
 */
function candidatesSql(reading: Reading, words: string, best: number | undefined): string {
  const filter = reading === "source" ? FILTER_SQL : FILTER_BESIDE_SQL;
  const match = reading === "words" ? `d.words @@ ${words}::tsquery` : `ts_match_vq(d.words, ${words}::tsquery)`;
  const matching = `SELECT * FROM "SearchDocument" d WHERE ${filter} AND ${match}`;
  if (best === undefined) return matching;
  const scored = `${matching} AND d.score IS NOT NULL ORDER BY d.score DESC, d."sourceId", d."index" LIMIT ${best}`;
  const others = `${matching} AND d.score IS NULL ORDER BY d."sourceId", d."index" LIMIT ${best}`;
  // The second is read only as far as the first leaves something to want.
  return `SELECT * FROM ((${scored}) UNION ALL (${others})) d LIMIT ${best}`;
}

const anyOf = (terms: readonly Pick<Term, "alternatives">[]): string =>
  terms.flatMap(({ alternatives }) => alternatives.map(({ lexeme }) => quoteLexeme(lexeme))).join(" | ");

/** `createWordScorer` in SQL. Words that nothing has count as rare ones that are missing. */
function rankSql(terms: readonly Term[], { documents, ...how }: Ranking & { documents: number }): string {
  const rarity = ({ documents: having }: Term) => rarityOf(having, documents);
  const whole = terms.reduce((sum, term) => sum + rarity(term), 0);
  const parts = terms
    .filter(({ alternatives }) => alternatives.length > 0)
    .map((term) => `${float(how.parameter(rarity(term) / whole))} * ${matchSql(term, how, terms.length === 1)}`);
  const length = `(1 - ${float(LENGTH_SHARE / LENGTH_LEXEMES)} * least(length(d.words), ${LENGTH_LEXEMES}))`;
  return `(${parts.join(" + ")}) * ${length}`;
}

type Ranking = { weights: Readonly<Record<SearchField, number>>; parameter: (value: unknown) => string };

/** How well a term matches, 0…1: the best of its alternatives and fields. @param sure that it does */
function matchSql({ alternatives }: Term, { weights, parameter }: Ranking, sure: boolean): string {
  const branches = SEARCH_FIELDS.flatMap((field) =>
    [...new Set(alternatives.map(({ quality }) => quality))].map((quality) => ({
      value: quality * weights[field],
      query: alternatives
        .filter((alternative) => alternative.quality === quality)
        .map(({ lexeme }) => `${quoteLexeme(lexeme)}:${FIELD_LETTERS[field]}`)
        .join(" | "),
    })),
  ).sort((a, b) => b.value - a.value);
  const cases = branches.map(({ value, query }) => `WHEN d.words @@ ${parameter(query)}::tsquery THEN ${float(value)}`);
  // Most documents have only one of a query's words: one look tells the others.
  const none = sure ? "" : `WHEN NOT d.words @@ ${parameter(anyOf([{ alternatives }]))}::tsquery THEN ${float(0)}`;
  return `(CASE ${none} ${cases.join(" ")} ELSE ${float(0)} END)`;
}

/** A number by itself is a decimal to PostgreSQL, with which it computes three times as long. */
const float = (value: number | string): string => `${value}::float8`;
