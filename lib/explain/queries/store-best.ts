import type { PoolClient } from "pg";
import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import { type BestExplanation, chooseBestExplanations } from "#lib/explain/queries/best-explanations.ts";
import { RANKING_VERSION } from "#lib/explain/rank-explanations.ts";

/** Ranked at a time, so that memory does not grow with the source. */
const FEATURES_AT_ONCE = 8_192;

/**
 * Chooses anew what the tables show of these features, within the transaction that wrote or retired explanations of theirs, or
 * their scores. Transactions that do so for one source wait here for one another: each then sees what the others wrote.
 */
export async function storeBestExplanations(
  client: PoolClient,
  sourceId: number,
  indices: readonly number[],
): Promise<void> {
  await client.query(`SELECT FROM "Source" WHERE id = $1 FOR NO KEY UPDATE`, [sourceId]);
  const chosen = [...new Set(indices)];
  for (let from = 0; from < chosen.length; from += FEATURES_AT_ONCE) {
    const some = chosen.slice(from, from + FEATURES_AT_ONCE);
    await replaceBest(client, sourceId, some, await chooseBestExplanations(client, sourceId, some));
  }
}

/** Chooses anew for a whole source: after its weights changed, or the rule did. */
export async function storeSourceBestExplanations(client: PoolClient, sourceId: number): Promise<void> {
  const { rows } = await client.query<{ index: number }>(
    `SELECT "index" FROM "Explanation" WHERE "sourceId" = $1 UNION SELECT "index" FROM "BestExplanation" WHERE "sourceId" = $1
     ORDER BY 1`,
    [sourceId],
  );
  await storeBestExplanations(
    client,
    sourceId,
    rows.map(({ index }) => index),
  );
  await client.query(`UPDATE "Source" SET "rankedBy" = $2 WHERE id = $1 AND "rankedBy" <> $2`, [
    sourceId,
    RANKING_VERSION,
  ]);
}

/** Chooses anew for every source that was ranked by another rule than today's, or never. Each is a transaction of its own. */
export async function storeOutdatedBestExplanations(db: Pick<Db, "pool">): Promise<void> {
  const { rows } = await db.pool.query<{ id: number }>(`SELECT id FROM "Source" WHERE "rankedBy" <> $1 ORDER BY id`, [
    RANKING_VERSION,
  ]);
  for (const { id } of rows) await inTransaction(db, (client) => storeSourceBestExplanations(client, id));
}

/** Leaves rows alone that say the same already. */
async function replaceBest(
  client: PoolClient,
  sourceId: number,
  indices: readonly number[],
  best: readonly BestExplanation[],
): Promise<void> {
  const methods = best.map(({ method }) => method);
  const chosen = best.map(({ index }) => index);
  await client.query(
    `DELETE FROM "BestExplanation" b WHERE b."sourceId" = $1 AND b."index" = ANY($2::int[])
       AND (b.method, b."index") NOT IN (SELECT * FROM unnest($3::text[], $4::int[]))`,
    [sourceId, indices, methods, chosen],
  );
  await client.query(
    `INSERT INTO "BestExplanation" AS b ("sourceId", method, "index", "explanationId", "scoreId", score)
     SELECT $1, * FROM unnest($2::text[], $3::int[], $4::int[], $5::int[], $6::float4[])
     ON CONFLICT ("sourceId", method, "index") DO UPDATE
       SET "explanationId" = excluded."explanationId", "scoreId" = excluded."scoreId", score = excluded.score
       WHERE (b."explanationId", b."scoreId", b.score)
         IS DISTINCT FROM (excluded."explanationId", excluded."scoreId", excluded.score)`,
    [
      sourceId,
      methods,
      chosen,
      best.map(({ explanationId }) => explanationId),
      best.map(({ scoreId }) => scoreId),
      best.map(({ score }) => score),
    ],
  );
}
