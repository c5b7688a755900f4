import type { Db } from "#lib/db.ts";
import type { BrowsePlace, BrowseSort, DocumentCounts, Found, SearchFilter } from "#lib/search/engines/engine.ts";
import { FILTER_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";

const SORTS = {
  score: { column: `d.score`, type: "float4", order: "DESC", beyond: "<" },
  density: { column: `d.density`, type: "float4", order: "ASC", beyond: ">" },
  newest: { column: `d."explainedAt"`, type: "timestamp", order: "DESC", beyond: "<" },
} as const satisfies Record<BrowseSort, object>;

/** A stretch of documents in the order of one of their figures, walked along its index; those without it come after all others. */
export async function browseDocuments(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  sort: BrowseSort,
  after: BrowsePlace | undefined,
  limit: number,
): Promise<Found[]> {
  const withFigure = after?.value === null ? [] : await readLeg(db, filter, sort, { after, limit, has: true });
  const missing = limit - withFigure.length;
  if (missing === 0) return withFigure;
  const rest = { after: after?.value === null ? after : undefined, limit: missing, has: false };
  return [...withFigure, ...(await readLeg(db, filter, sort, rest))];
}

async function readLeg(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  sort: BrowseSort,
  { after, limit, has }: { after: BrowsePlace | undefined; limit: number; has: boolean },
): Promise<Found[]> {
  const { column, type, order, beyond } = SORTS[sort];
  const values = filterValues(filter);
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const key =
    after && `(d."sourceId", d."index") > (${parameter(after.sourceId)}::int, ${parameter(after.index)}::int)`;
  const value = after && has ? `${parameter(presentValue(sort, after.value))}::${type}` : undefined;
  const beyondPlace = value && key ? `(${column} ${beyond} ${value} OR (${column} = ${value} AND ${key}))` : key;
  const { rows } = await db.pool.query<Found>(
    `SELECT ${FOUND_COLUMNS} FROM "SearchDocument" d
     WHERE ${FILTER_SQL} AND ${column} IS ${has ? "NOT NULL" : "NULL"} ${beyondPlace ? `AND ${beyondPlace}` : ""}
     ORDER BY ${has ? `${column} ${order}, ` : ""}d."sourceId", d."index" LIMIT ${parameter(limit)}`,
    values,
  );
  return rows;
}

const presentValue = (sort: BrowseSort, value: number | null): unknown =>
  sort === "newest" && value !== null ? new Date(value) : value;

export async function countDocuments(db: Pick<Db, "pool">, filter: SearchFilter): Promise<DocumentCounts> {
  const [bySource, byMethod] = await Promise.all([
    db.pool.query<{ sourceId: number; count: number }>(
      `SELECT d."sourceId", count(*)::int AS count FROM "SearchDocument" d WHERE ${FILTER_SQL} GROUP BY 1`,
      filterValues(filter),
    ),
    db.pool.query<{ method: string; count: number }>(
      `SELECT m AS method, count(*)::int AS count FROM "SearchDocument" d, unnest(d.methods) m WHERE ${FILTER_SQL} GROUP BY 1`,
      filterValues(filter),
    ),
  ]);
  return {
    total: bySource.rows.reduce((sum, { count }) => sum + count, 0),
    bySource: new Map(bySource.rows.map(({ sourceId, count }) => [sourceId, count])),
    byMethod: new Map(byMethod.rows.map(({ method, count }) => [method, count])),
  };
}
