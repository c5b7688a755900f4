import type { PoolClient } from "pg";
import type { ExplainProvenance } from "#lib/explain/schema.ts";

/** Who wrote or scored, and from what: what an {@link ExplainRun} row says. */
export type RunKey = { method: string; version: number; llmModel: string; provenance: ExplainProvenance };

/** @returns its id */
export async function insertRun(
  client: PoolClient,
  sourceId: number,
  { method, version, llmModel, provenance }: RunKey,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO "ExplainRun" ("sourceId", method, version, "llmModel", provenance) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [sourceId, method, version, llmModel, provenance],
  );
  return rows[0]?.id ?? 0;
}

/** A run whose explanations were all kept from before, or whose scores were replaced, says nothing any more. */
export async function forgetEmptyRuns(client: PoolClient, sourceId: number): Promise<void> {
  await client.query(
    `DELETE FROM "ExplainRun" r WHERE r."sourceId" = $1
       AND NOT EXISTS (SELECT FROM "Explanation" e WHERE e."runId" = r.id)
       AND NOT EXISTS (SELECT FROM "ExplainFailure" f WHERE f."runId" = r.id)
       AND NOT EXISTS (SELECT FROM "Score" s WHERE s."runId" = r.id)`,
    [sourceId],
  );
}
