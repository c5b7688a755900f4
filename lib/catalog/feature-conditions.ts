import type { Cursor } from "#lib/catalog/cursor.ts";
import { featureOrder, type FeatureQuery, type FeatureSort } from "#lib/catalog/feature-query.ts";
import type { FeatureKey } from "#lib/catalog/listings.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";

/** Piece of SQL over `FEATURES_WITH_BEST` with its parameters, numbered from `$1`: the source, then the method. */
export type Conditions = { where: string; values: unknown[] };

/** Features `f` with the best explanation `b` that each has of the method asked for, or of any. */
export const FEATURES_WITH_BEST = `"Feature" f
  LEFT JOIN "BestExplanation" b ON b."sourceId" = f."sourceId" AND b.method = $2::text AND b."index" = f."index"`;

type Column = { sql: string; type: "int" | "real" };

const INDEX: Column = { sql: `f."index"`, type: "int" };

/** What each order compares, in turn: no two rows of a source are equal in all of it. */
const SORT_COLUMNS = {
  index: [INDEX],
  density: [{ sql: "f.density", type: "real" }, INDEX],
  max: [{ sql: `f."maxActivation"`, type: "real" }, INDEX],
  score: [
    { sql: "b.score", type: "real" },
    { sql: `b."index"`, type: "int" },
  ],
} as const satisfies Record<FeatureSort, readonly Column[]>;

const TOKEN_MATCHES = (parameter: string) =>
  `EXISTS (SELECT FROM unnest(f."topTokens" || f."outputTokens") AS token WHERE lower(btrim(token)) = lower(${parameter}))`;

/**
 * Which rows of a source a query asks for, wherever the page starts.
 * @param members features of the cluster that the query names, if it does
 */
export function featureConditions(sourceId: number, query: FeatureQuery, members?: readonly number[]): Conditions {
  const values: unknown[] = [sourceId, query.method ?? ANY_METHOD];
  const terms = [`f."sourceId" = $1`];
  const add = (value: unknown, term: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    terms.push(term(`$${values.length}`));
  };
  add(query.densityMin, (p) => `f.density >= ${p}::real`);
  add(query.densityMax, (p) => `f.density <= ${p}::real`);
  add(query.maxMin, (p) => `f."maxActivation" >= ${p}::real`);
  add(query.maxMax, (p) => `f."maxActivation" <= ${p}::real`);
  add(query.scoreMin, (p) => `b.score >= ${p}::real`);
  add(query.scoreMax, (p) => `b.score <= ${p}::real`);
  add(query.token, TOKEN_MATCHES);
  add(members, (p) => `f."index" = ANY(${p}::int[])`);
  if (query.state) terms.push(query.state === "live" ? `f."activeTokens" > 0` : `f."activeTokens" = 0`);
  const explained = query.explained ?? (query.method === undefined ? undefined : "yes");
  if (explained) terms.push(explained === "yes" ? `b."index" IS NOT NULL` : `b."index" IS NULL`);
  return { where: terms.join(" AND "), values };
}

/** Rows to walk through in one order. */
export type Leg = { where: string; orderBy: string };

/**
 * The rows on the cursor's side in the order to walk them, leg after leg. Ties on a column follow the index in the same
 * direction, so that one row comparison and one index serve both ways. Features without a score are a leg of their own: by
 * index, behind the others whatever the order. A page before a cursor is walked backwards: reverse its rows.
 */
export function keysetPage(
  { where, values }: Conditions,
  query: FeatureQuery,
  cursor?: Cursor<FeatureKey>,
): { legs: Leg[]; values: unknown[] } {
  const [first, ...rest] = listWalks(query, cursor);
  if (!first) return { legs: [], values };
  const walkAll = ({ holds, columns, up }: Walk): Leg => ({
    where: [where, ...holds].join(" AND "),
    orderBy: columns.map(({ sql }) => `${sql} ${up ? "ASC" : "DESC"}`).join(", "),
  });
  if (!cursor) return { legs: [first, ...rest].map(walkAll), values };
  const { columns, up } = first;
  const place = columns.map(({ type }, at) => `$${values.length + at + 1}::${type}`);
  const beyond = `(${columns.map(({ sql }) => sql).join(", ")}) ${up ? ">" : "<"} (${place.join(", ")})`;
  const { value, index } = cursor.key;
  return {
    legs: [{ ...first, holds: [...first.holds, beyond] }, ...rest].map(walkAll),
    values: [...values, ...(columns.length === 1 ? [index] : [value, index])],
  };
}

/** A leg before it is SQL: what besides the query's conditions holds of its rows. */
type Walk = { holds: string[]; columns: readonly Column[]; up: boolean };

/** Those that are left from the cursor on; it lies in the first. */
function listWalks(query: FeatureQuery, cursor: Cursor<FeatureKey> | undefined): Walk[] {
  const backwards = cursor?.direction === "before";
  const up = (featureOrder(query) === "asc") !== backwards;
  const columns = SORT_COLUMNS[query.sort];
  if (query.sort !== "score") return [{ holds: [], columns, up }];
  const scored = { holds: ["b.score IS NOT NULL"], columns, up };
  const unscored = { holds: ["b.score IS NULL"], columns: [INDEX], up: !backwards };
  const walks = backwards ? [unscored, scored] : [scored, unscored];
  if (!cursor) return walks;
  return walks.slice((cursor.key.value === null) === backwards ? 0 : 1);
}
