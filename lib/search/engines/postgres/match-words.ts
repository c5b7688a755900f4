import type { Db } from "#lib/db.ts";
import { FIELD_WEIGHTS, OUTPUT_FIELD_WEIGHTS, SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import type { Found, SearchFilter, WordMatches } from "#lib/search/engines/engine.ts";
import { FILTER_OF_FOUND_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";
import { findTerms, type Term } from "#lib/search/engines/postgres/find-terms.ts";
import { FIELD_LETTERS, quoteLexeme } from "#lib/search/engines/postgres/word-vector.ts";
import { readIntent } from "#lib/search/query-intent.ts";
import { LENGTH_LEXEMES, LENGTH_SHARE, rarityOf } from "#lib/search/words/word-score.ts";

/** More matches than these are not all ranked: a query's rare words choose which are. */
const RANKED_DOCUMENTS_MAX = 20_000;
/** Where even its rarest word is that common: the best explained of them. */
const COMMON_DOCUMENTS_MAX = 5_000;

/** What a query asks for, and what its words are looked for as. */
export type ReadQuery = { side: ReturnType<typeof readIntent>["side"]; terms: readonly Term[] };

export async function readQuery(db: Db, query: string): Promise<ReadQuery> {
  const { side, text } = readIntent(query);
  return { side, terms: await findTerms(db, text) };
}

/** Features with words of the query, best first. */
export async function matchWords(
  db: Db,
  { side, terms }: ReadQuery,
  filter: SearchFilter,
  { limit, documents }: { limit: number; documents: number },
): Promise<WordMatches> {
  const corrected = terms.flatMap(({ text, corrected: to }) => (to.length > 0 ? [{ from: text, to }] : []));
  const known = terms.filter(({ alternatives, documents: having }) => alternatives.length > 0 && having > 0);
  if (known.length === 0) return { found: [], total: 0, corrected };
  const needed = chooseNeeded(known);
  const common = needed.reduce((sum, term) => sum + term.documents, 0) > RANKED_DOCUMENTS_MAX;
  const values = filterValues(filter);
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const weights = side === "output" ? OUTPUT_FIELD_WEIGHTS : FIELD_WEIGHTS;
  const rank = rankSql(terms, { documents, weights, parameter });
  const matching = `${FILTER_OF_FOUND_SQL} AND d.words @@ ${parameter(anyOf(needed))}::tsquery`;
  const best = common ? `ORDER BY d.score DESC NULLS LAST, d."sourceId", d."index" LIMIT ${COMMON_DOCUMENTS_MAX}` : "";
  // OFFSET 0 keeps the inner query apart: what is counted and sorted must be the few figures and not whole documents.
  const { rows } = await db.pool.query<Found & { words: number; total: number }>(
    `SELECT *, count(*) OVER ()::int AS total
     FROM (SELECT ${FOUND_COLUMNS}, (${rank})::float8 AS words FROM "SearchDocument" d WHERE ${matching} ${best} OFFSET 0) d
     ORDER BY words DESC, d.score DESC NULLS LAST, d."sourceId", d."index" LIMIT ${parameter(limit)}`,
    values,
  );
  const found = rows.map(({ sourceId, index, methods, score, density, explainedAt, words }) => ({
    sourceId,
    index,
    methods,
    score,
    density,
    explainedAt,
    words,
  }));
  return { found, total: rows[0]?.total ?? 0, corrected };
}

/** All of them, if what has any can be ranked; else the rarest ones that can. At least one. */
function chooseNeeded(terms: readonly Term[]): Term[] {
  const rarest = terms.toSorted((a, b) => a.documents - b.documents);
  let sum = 0;
  return rarest.filter(({ documents }, i) => (sum += documents) <= RANKED_DOCUMENTS_MAX || i === 0);
}

const anyOf = (terms: readonly Term[]): string =>
  terms.flatMap(({ alternatives }) => alternatives.map(({ lexeme }) => quoteLexeme(lexeme))).join(" | ");

/** `scoreWords` in SQL. Words that nothing has count as rare ones that are missing. */
function rankSql(terms: readonly Term[], { documents, ...how }: Ranking & { documents: number }): string {
  const rarity = ({ documents: having }: Term) => rarityOf(having, documents);
  const whole = terms.reduce((sum, term) => sum + rarity(term), 0);
  const parts = terms
    .filter(({ alternatives }) => alternatives.length > 0)
    .map((term) => `${how.parameter(rarity(term) / whole)}::float8 * ${matchSql(term, how)}`);
  const length = `(1 - ${LENGTH_SHARE} * least(length(d.words), ${LENGTH_LEXEMES}) / ${LENGTH_LEXEMES}.0)`;
  return `(${parts.join(" + ")}) * ${length}`;
}

type Ranking = { weights: Readonly<Record<SearchField, number>>; parameter: (value: unknown) => string };

/** How well a term matches, 0…1: the best of its alternatives and fields. */
function matchSql({ alternatives }: Term, { weights, parameter }: Ranking): string {
  const branches = SEARCH_FIELDS.flatMap((field) =>
    [...new Set(alternatives.map(({ quality }) => quality))].map((quality) => ({
      value: quality * weights[field],
      query: alternatives
        .filter((alternative) => alternative.quality === quality)
        .map(({ lexeme }) => `${quoteLexeme(lexeme)}:${FIELD_LETTERS[field]}`)
        .join(" | "),
    })),
  ).sort((a, b) => b.value - a.value);
  const cases = branches.map(({ value, query }) => `WHEN d.words @@ ${parameter(query)}::tsquery THEN ${value}`);
  // Most documents have only one of a query's words: one look tells the others.
  const any = alternatives.map(({ lexeme }) => quoteLexeme(lexeme)).join(" | ");
  return `(CASE WHEN NOT d.words @@ ${parameter(any)}::tsquery THEN 0 ${cases.join(" ")} ELSE 0 END)`;
}
