import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import { forgetEmptyRuns, insertRun, type RunKey } from "#lib/explain/queries/explain-runs.ts";
import { insertScores } from "#lib/explain/queries/insert-scores.ts";
import type { FeatureScoreOutcome } from "#lib/explain/scorers/feature-scorer.ts";
import { encodeIntruders } from "#lib/explain/scorers/intruder-codec.ts";

export type FeatureScoreWrite = { index: number; outcome: FeatureScoreOutcome };

const NOTHING = new Uint8Array();

/**
 * Stores what a scorer that needs no explanation found for features of a source, in the place of what it found before, all
 * at once. Scores point to features by address, so they outlive features that are computed anew.
 */
export async function writeFeatureScores(
  db: Db,
  { sourceId, scorer, results }: { sourceId: number; scorer: RunKey; results: readonly FeatureScoreWrite[] },
): Promise<void> {
  await inTransaction(db, async (client) => {
    const runId = await insertRun(client, sourceId, scorer);
    await client.query(
      `DELETE FROM "Score" s USING "ExplainRun" r
       WHERE s."runId" = r.id AND s."sourceId" = $1 AND s."explanationId" IS NULL AND r.method = $2
         AND s."index" = ANY($3::int[])`,
      [sourceId, scorer.method, results.map(({ index }) => index)],
    );
    const rows = results.map(({ index, outcome }) => ({
      index,
      explanationId: null,
      outcome,
      evidence: outcome.evidence.length === 0 ? NOTHING : encodeIntruders(outcome.evidence),
    }));
    await insertScores(client, { sourceId, runId }, rows);
    await forgetEmptyRuns(client, sourceId);
  });
}
