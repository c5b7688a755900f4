import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { findBestExplanations } from "#lib/explain/queries/best-explanations.ts";

/** Table rows of the features asked for, by index; those that do not exist are left out. @throws AppError not_found when the source is */
export async function findFeatureRows(
  db: Db,
  address: SourceAddress,
  indices: readonly number[],
): Promise<Map<number, FeatureRow>> {
  if (indices.length === 0) return new Map();
  const sourceId = await getSourceId(db, address);
  const [{ rows }, best] = await Promise.all([
    db.pool.query<Omit<FeatureRow, "explanation">>({
      name: "feature-rows",
      text: `SELECT "index", density, "maxActivation", "activeTokens", "topTokens", "outputTokens"
           FROM "Feature" WHERE "sourceId" = $1 AND "index" = ANY($2::int[])`,
      values: [sourceId, indices],
    }),
    findBestExplanations(db, sourceId, indices),
  ]);
  return new Map(rows.map((row) => [row.index, { ...row, explanation: best.get(row.index) ?? null }]));
}
