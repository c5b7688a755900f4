import type { Cursor } from "#lib/catalog/cursor.ts";
import { featureOrder, type FeatureQuery, type FeatureSort } from "#lib/catalog/feature-query.ts";
import type { FeatureKey } from "#lib/catalog/listings.ts";

/** Piece of SQL over "Feature" with its parameters, numbered from `$1`. */
export type Conditions = { where: string; values: unknown[] };

export const SORT_COLUMN = {
  index: `"index"`,
  density: "density",
  max: `"maxActivation"`,
} as const satisfies Record<FeatureSort, string>;

const TOKEN_MATCHES = (parameter: string) =>
  `EXISTS (SELECT FROM unnest("topTokens" || "outputTokens") AS token WHERE lower(btrim(token)) = lower(${parameter}))`;

/** Which rows of a source a query asks for, wherever the page starts. */
export function featureConditions(sourceId: number, query: FeatureQuery): Conditions {
  const values: unknown[] = [sourceId];
  const terms = [`"sourceId" = $1`];
  const add = (value: unknown, term: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    terms.push(term(`$${values.length}`));
  };
  add(query.densityMin, (p) => `density >= ${p}::real`);
  add(query.densityMax, (p) => `density <= ${p}::real`);
  add(query.maxMin, (p) => `"maxActivation" >= ${p}::real`);
  add(query.maxMax, (p) => `"maxActivation" <= ${p}::real`);
  add(query.token, TOKEN_MATCHES);
  if (query.state) terms.push(query.state === "live" ? `"activeTokens" > 0` : `"activeTokens" = 0`);
  return { where: terms.join(" AND "), values };
}

/**
 * The rows on the cursor's side, and the order to walk them in. Ties on the column follow the index in the same direction,
 * so that one row comparison and one index serve both ways. A page before a cursor is walked backwards: reverse its rows.
 */
export function keysetPage(
  conditions: Conditions,
  query: FeatureQuery,
  cursor?: Cursor<FeatureKey>,
): Conditions & { orderBy: string } {
  const column = SORT_COLUMN[query.sort];
  const ascending = (featureOrder(query) === "asc") === (cursor?.direction !== "before");
  const direction = ascending ? "ASC" : "DESC";
  const orderBy = query.sort === "index" ? `"index" ${direction}` : `${column} ${direction}, "index" ${direction}`;
  if (!cursor) return { ...conditions, orderBy };
  const comparison = ascending ? ">" : "<";
  const next = conditions.values.length + 1;
  if (query.sort === "index") {
    const values = [...conditions.values, cursor.key.index];
    return { where: `${conditions.where} AND "index" ${comparison} $${next}`, values, orderBy };
  }
  const row = `(${column}, "index") ${comparison} ($${next}::real, $${next + 1}::int)`;
  return {
    where: `${conditions.where} AND ${row}`,
    values: [...conditions.values, cursor.key.value, cursor.key.index],
    orderBy,
  };
}
