import type { Provenance, SourceQuality, SourceSummary } from "#lib/catalog/schema.ts";
import { copyRows, inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { storeSourceBestExplanations } from "#lib/explain/queries/store-best.ts";

export type FeatureWrite = {
  index: number;
  density: number;
  maxActivation: number;
  activeTokens: number;
  topTokens: readonly string[];
  outputTokens: readonly string[];
  /** lib/stats/feature-codec.ts */
  detail: Uint8Array;
};

/** What `copyRows` is told of a feature. */
export const FEATURE_COLUMNS = {
  sourceId: "int4",
  index: "int4",
  density: "float4",
  maxActivation: "float4",
  activeTokens: "int4",
  topTokens: "text[]",
  outputTokens: "text[]",
  detail: "bytea",
  revision: "int4",
} as const;

/**
 * Replaces a source's features and says how they were made, all at once: readers see the old ones or the new ones.
 * The shards they came from are dropped.
 * @param describe called when all features were read, with what was counted on the way
 * @throws AppError conflict when the source has left the run
 */
export async function replaceFeatures(
  db: Db,
  { sourceId, runId }: { sourceId: number; runId: number },
  features: AsyncIterable<FeatureWrite>,
  describe: () => { summary: SourceSummary; provenance: Provenance },
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  await inTransaction(db, async (client) => {
    // Counted by itself, not with the source's: measuring the source may come before or after, and must change no byte here.
    const { rows } = await client.query<{ revision: number }>(
      `SELECT coalesce(max(revision), 0)::int + 1 AS revision FROM "Feature" WHERE "sourceId" = $1`,
      [sourceId],
    );
    const { rowCount } = await client.query(
      `UPDATE "Source" SET state = 'READY', revision = revision + 1 WHERE id = $1 AND "runId" = $2`,
      [sourceId, runId],
    );
    if (rowCount === 0) throw new AppError("conflict", "Another run computes this source now.");
    await client.query(`DELETE FROM "Feature" WHERE "sourceId" = $1`, [sourceId]);
    const revision = rows[0]?.revision ?? 1;
    await copyRows(
      client,
      "Feature",
      FEATURE_COLUMNS,
      withSource(features, { sourceId, revision }),
      signal ? { signal } : {},
    );
    await client.query(`DELETE FROM "ShardResult" WHERE "runId" = $1 AND "sourceId" = $2`, [runId, sourceId]);
    const { summary, provenance } = describe();
    await client.query(`UPDATE "Source" SET summary = $2, provenance = $3 WHERE id = $1`, [
      sourceId,
      summary,
      provenance,
    ]);
    // Explanations outlive features; those of other weights than today's no longer count.
    await storeSourceBestExplanations(client, sourceId);
  });
}

async function* withSource(features: AsyncIterable<FeatureWrite>, key: { sourceId: number; revision: number }) {
  for await (const feature of features) yield { ...feature, ...key };
}

/** Stores a source's quality; that of one which has left the run is of no use. */
export async function writeQuality(
  db: Db,
  { sourceId, runId }: { sourceId: number; runId: number },
  quality: SourceQuality,
): Promise<void> {
  await db.pool.query(
    `UPDATE "Source" SET quality = $3, revision = revision + 1
     WHERE id = $1 AND "runId" = $2 AND quality IS DISTINCT FROM $3::jsonb`,
    [sourceId, runId, quality],
  );
}
