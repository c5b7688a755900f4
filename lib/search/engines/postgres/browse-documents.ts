import type { Cursor } from "#lib/catalog/cursor.ts";
import type { Db } from "#lib/db.ts";
import type { BrowsePlace, BrowseSort, DocumentCounts, Found, SearchFilter } from "#lib/search/engines/engine.ts";
import { FILTER_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";
import { type Leg, walkLegs } from "#lib/search/engines/walk-legs.ts";

const SORTS = {
  score: { column: `d.score`, type: "float4", order: "DESC" },
  density: { column: `d.density`, type: "float4", order: "ASC" },
  newest: { column: `d."explainedAt"`, type: "timestamp", order: "DESC" },
} as const satisfies Record<BrowseSort, object>;

const REVERSED = { ASC: "DESC", DESC: "ASC" } as const;
const BEYOND = { ASC: ">", DESC: "<" } as const;

/** A stretch of documents in the order of one of their figures, walked along its index; those without it come after all others. */
export async function browseDocuments(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  sort: BrowseSort,
  from: Cursor<BrowsePlace> | undefined,
  limit: number,
): Promise<Found[]> {
  return walkLegs(from, limit, (leg) => readLeg(db, filter, sort, leg));
}

async function readLeg(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  sort: BrowseSort,
  { has, backwards, place, limit }: Leg,
): Promise<Found[]> {
  const { column, type, order } = SORTS[sort];
  const byFigure = backwards ? REVERSED[order] : order;
  const byKey = backwards ? "DESC" : "ASC";
  const values = filterValues(filter);
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const key =
    place &&
    `(d."sourceId", d."index") ${BEYOND[byKey]} (${parameter(place.sourceId)}::int, ${parameter(place.index)}::int)`;
  const value = place && has ? `${parameter(presentValue(sort, place.value))}::${type}` : undefined;
  const beyond = value && key ? `(${column} ${BEYOND[byFigure]} ${value} OR (${column} = ${value} AND ${key}))` : key;
  const { rows } = await db.pool.query<Found>(
    `SELECT ${FOUND_COLUMNS} FROM "SearchDocument" d
     WHERE ${FILTER_SQL} AND ${column} IS ${has ? "NOT NULL" : "NULL"} ${beyond ? `AND ${beyond}` : ""}
     ORDER BY ${has ? `${column} ${byFigure}, ` : ""}d."sourceId" ${byKey}, d."index" ${byKey} LIMIT ${parameter(limit)}`,
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
