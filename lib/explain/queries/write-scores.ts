import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import type { Draft } from "#lib/explain/explainers/explainer.ts";
import { forgetEmptyRuns, insertRun, type RunKey } from "#lib/explain/queries/explain-runs.ts";
import { storeBestExplanations } from "#lib/explain/queries/store-best.ts";
import { replaceScores } from "#lib/explain/queries/write-explanations.ts";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

/** How one explanation scored. */
export type ExistingScoreWrite = {
  explanation: { id: number; index: number; draft: Draft };
  outcome: ScoreOutcome;
};

/**
 * Stores scores of explanations that are there already, all at once. What the same scorer with the same judge found of them
 * before is replaced, so doing this twice leaves what doing it once leaves.
 */
export async function writeScores(
  db: Db,
  { sourceId, scorer, results }: { sourceId: number; scorer: RunKey; results: readonly ExistingScoreWrite[] },
): Promise<void> {
  if (results.length === 0) return;
  const ids = new Map(results.map(({ explanation: { id, draft } }) => [draft, id]));
  const scored = results.map(({ explanation: { index, draft }, outcome }) => ({ index, draft, outcome }));
  await inTransaction(db, async (client) => {
    const runId = await insertRun(client, sourceId, scorer);
    await replaceScores(client, { sourceId, runId, scorer, ids }, scored);
    await forgetEmptyRuns(client, sourceId);
    await storeBestExplanations(
      client,
      sourceId,
      scored.map(({ index }) => index),
    );
  });
}
