import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";

/** Table rows of the features asked for, by index; those that do not exist are left out. @throws AppError not_found when the source is */
export async function findFeatureRows(
  db: Db,
  address: SourceAddress,
  indices: readonly number[],
): Promise<Map<number, FeatureRow>> {
  if (indices.length === 0) return new Map();
  const { rows } = await db.pool.query<FeatureRow>({
    name: "feature-rows",
    text: `SELECT "index", density, "maxActivation", "activeTokens", "topTokens", "outputTokens"
           FROM "Feature" WHERE "sourceId" = $1 AND "index" = ANY($2::int[])`,
    values: [await getSourceId(db, address), indices],
  });
  return new Map(rows.map((row) => [row.index, row]));
}
