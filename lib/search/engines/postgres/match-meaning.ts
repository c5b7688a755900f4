import type { Db } from "#lib/db.ts";
import { type FeatureKey, formatKey } from "#lib/search/document.ts";
import type { Found, MeaningMatches, SearchFilter } from "#lib/search/engines/engine.ts";
import { FILTER_SQL, filterValues, FOUND_COLUMNS } from "#lib/search/engines/postgres/filter.ts";
import { readFound } from "#lib/search/engines/postgres/read-found.ts";
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
    const rows = await readNear(db, filter, near);
    found = near.flatMap((key) => {
      const row = rows.get(formatKey(key));
      return row ? [{ ...row, meaning: key.cosine }] : [];
    });
    if (found.length >= limit || near.length < count || count === CONSIDERED_MAX) break;
  }
  return { found: found.slice(0, limit) };
}

async function readNear(
  db: Pick<Db, "pool">,
  filter: SearchFilter,
  keys: readonly FeatureKey[],
): Promise<Map<string, Found>> {
  if (keys.length === 0) return new Map();
  const { found } = await readFound(db, {
    name: "search-found",
    text: `SELECT ${FOUND_COLUMNS}
           FROM unnest($7::int[], $8::int[]) AS g("sourceId", "index")
           JOIN "SearchDocument" d ON d."sourceId" = g."sourceId" AND d."index" = g."index" WHERE ${FILTER_SQL}`,
    values: [...filterValues(filter), keys.map(({ sourceId }) => sourceId), keys.map(({ index }) => index)],
  });
  return new Map(found.map((one) => [formatKey(one), one]));
}

/** Cosines of chosen features, of those that have a direction. */
export async function measureMeaning(
  replica: VectorReplica,
  vector: Float32Array,
  keys: readonly FeatureKey[],
): Promise<Map<string, number>> {
  await replica.follow();
  return new Map(
    keys.flatMap((key) => {
      const cosine = replica.measure(vector, key);
      return cosine === null ? [] : [[formatKey(key), cosine] as const];
    }),
  );
}
