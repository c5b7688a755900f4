import type { Db } from "#lib/db.ts";
import type { FeatureKey } from "#lib/search/document.ts";
import type { MeaningMatches, SearchFilter } from "#lib/search/engines/engine.ts";
import { FILTER_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";
import { readFound } from "#lib/search/engines/postgres/read-found.ts";
import type { NearFeature } from "#lib/search/vectors/vector-partition.ts";
import type { VectorReplica } from "#lib/search/engines/postgres/vector-replica.ts";

/** A filter of other things than sources is applied to what is near, of which there must be enough. */
const COUNTS = [1, 8, 64] as const;
const CONSIDERED_MAX = 20_000;

export async function matchMeaning(
  db: Pick<Db, "pool">,
  replica: VectorReplica,
  vector: Float32Array,
  filter: SearchFilter,
  limit: number,
): Promise<MeaningMatches> {
  await replica.follow();
  let found: MeaningMatches["found"] = [];
  for (const factor of COUNTS) {
    const count = Math.min(CONSIDERED_MAX, limit * factor);
    const near = replica.search(vector, filter.sources, count);
    found = await readNear(db, filter, near);
    if (found.length >= limit || near.length < count || count === CONSIDERED_MAX) break;
  }
  return { found: found.slice(0, limit) };
}

/** What is near and passes the filter, nearest first. */
async function readNear(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  near: readonly NearFeature[],
): Promise<MeaningMatches["found"]> {
  if (near.length === 0) return [];
  const { found, figures } = await readFound(
    db,
    {
      name: "search-found",
      text: `SELECT ${FOUND_COLUMNS}, g.place
             FROM unnest($7::int[], $8::int[]) WITH ORDINALITY AS g("sourceId", "index", place)
             JOIN "SearchDocument" d ON d."sourceId" = g."sourceId" AND d."index" = g."index"
             WHERE ${FILTER_SQL} ORDER BY g.place`,
      values: [...filterValues(filter), near.map(({ sourceId }) => sourceId), near.map(({ index }) => index)],
    },
    ["place"],
  );
  return found.map((one, i) => ({ ...one, meaning: near[(figures.place?.[i] ?? 0) - 1]?.cosine ?? 0 }));
}

/** Cosines of chosen features; null of those without a direction. */
export async function measureMeaning(
  replica: VectorReplica,
  vector: Float32Array,
  keys: readonly FeatureKey[],
): Promise<(number | null)[]> {
  await replica.follow();
  return keys.map((key) => replica.measure(vector, key));
}
