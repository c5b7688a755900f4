import type { PoolClient } from "pg";
import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { Db } from "#lib/db.ts";
import type { Draft, ExplainFailureKind } from "#lib/explain/explainers/explainer.ts";
import { insertScores } from "#lib/explain/queries/insert-scores.ts";
import { forgetEmptyRuns, insertRun, type RunKey } from "#lib/explain/queries/explain-runs.ts";
import { storeBestExplanations } from "#lib/explain/queries/store-best.ts";
import { encodeEvidence } from "#lib/explain/scorers/evidence-codec.ts";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

export type ExplanationWrite = { index: number; draft: Draft };
export type FailureWrite = { index: number; kind: ExplainFailureKind; detail: string };
/** `draft` is the object given among the explanations: it is how a score finds its row. */
export type ScoreWrite = { index: number; draft: Draft; outcome: ScoreOutcome };

export type ExplainResults = {
  sourceId: number;
  explainer: RunKey;
  explanations: readonly ExplanationWrite[];
  failures: readonly FailureWrite[];
  scores: readonly { scorer: RunKey; results: readonly ScoreWrite[] }[];
};

/**
 * Stores what a method wrote for features of a source, and how it scored, all at once. What the method wrote for those
 * features before is retired, never deleted; where it is the same text made from the same weights it stays as it is and
 * only its scores are new, so doing this twice leaves what doing it once leaves.
 */
export async function writeExplanations(db: Db, results: ExplainResults): Promise<void> {
  const { sourceId, explainer, explanations, failures, scores } = results;
  await inTransaction(db, async (client) => {
    const runId = await insertRun(client, sourceId, explainer);
    const indices = [...explanations, ...failures].map(({ index }) => index);
    await retireOthers(client, results, indices);
    const ids = await insertExplanations(client, sourceId, runId, explainer, explanations);
    await replaceFailures(client, sourceId, runId, explainer, indices, failures);
    for (const { scorer, results: scored } of scores) {
      const scoreRunId = await insertRun(client, sourceId, scorer);
      await replaceScores(client, { sourceId, runId: scoreRunId, scorer, ids }, scored);
    }
    await forgetEmptyRuns(client, sourceId);
    await storeBestExplanations(client, sourceId, indices);
  });
}

const SAME_METHOD = `e."runId" = r.id AND e."sourceId" = $1 AND e."retiredAt" IS NULL AND r.method = $2 AND r."llmModel" = $3`;

/** Retires this method's explanations of these features, but those that are about to be written again as they are. */
async function retireOthers(
  client: PoolClient,
  { sourceId, explainer, explanations }: ExplainResults,
  indices: readonly number[],
): Promise<void> {
  await client.query(
    `UPDATE "Explanation" e SET "retiredAt" = now() FROM "ExplainRun" r
     WHERE ${SAME_METHOD} AND e."index" = ANY($4::int[])
       AND NOT (r.version = $5 AND r.provenance->>'sourceHash' = $6 AND EXISTS (
         SELECT FROM unnest($7::int[], $8::text[], $9::jsonb[]) AS n("index", text, predicate)
         WHERE n."index" = e."index" AND n.text = e.text AND n.predicate IS NOT DISTINCT FROM e.predicate))`,
    [
      sourceId,
      explainer.method,
      explainer.llmModel,
      indices,
      explainer.version,
      explainer.provenance.sourceHash,
      explanations.map(({ index }) => index),
      explanations.map(({ draft }) => draft.text),
      explanations.map(({ draft }) => draft.predicate ?? null),
    ],
  );
}

/** @returns the row of each draft, kept or new */
async function insertExplanations(
  client: PoolClient,
  sourceId: number,
  runId: number,
  { method, llmModel }: RunKey,
  explanations: readonly ExplanationWrite[],
): Promise<Map<Draft, number>> {
  const kept = await client.query<{ id: number; index: number }>(
    `SELECT e.id, e."index" FROM "Explanation" e, "ExplainRun" r WHERE ${SAME_METHOD}`,
    [sourceId, method, llmModel],
  );
  const ids = new Map(kept.rows.map(({ id, index }) => [index, id]));
  const fresh = explanations.filter(({ index }) => !ids.has(index));
  const { rows } = await client.query<{ id: number; index: number }>(
    `INSERT INTO "Explanation" ("sourceId", "runId", "index", side, text, predicate)
     SELECT $1, $2, n."index", n.side::"ExplanationSide", n.text, n.predicate
     FROM unnest($3::int[], $4::text[], $5::text[], $6::jsonb[]) AS n("index", side, text, predicate)
     RETURNING id, "index"`,
    [
      sourceId,
      runId,
      fresh.map(({ index }) => index),
      fresh.map(({ draft }) => (draft.side === "input" ? "INPUT" : "OUTPUT")),
      fresh.map(({ draft }) => draft.text),
      fresh.map(({ draft }) => draft.predicate ?? null),
    ],
  );
  for (const { id, index } of rows) ids.set(index, id);
  return new Map(
    explanations.flatMap(({ index, draft }) => {
      const id = ids.get(index);
      return id === undefined ? [] : [[draft, id] as const];
    }),
  );
}

async function replaceFailures(
  client: PoolClient,
  sourceId: number,
  runId: number,
  { method, llmModel }: RunKey,
  indices: readonly number[],
  failures: readonly FailureWrite[],
): Promise<void> {
  await client.query(
    `DELETE FROM "ExplainFailure" f USING "ExplainRun" r
     WHERE f."runId" = r.id AND f."sourceId" = $1 AND r.method = $2 AND r."llmModel" = $3 AND f."index" = ANY($4::int[])`,
    [sourceId, method, llmModel, indices],
  );
  await client.query(
    `INSERT INTO "ExplainFailure" ("sourceId", "runId", "index", kind, detail)
     SELECT $1, $2, n."index", n.kind, n.detail FROM unnest($3::int[], $4::text[], $5::text[]) AS n("index", kind, detail)`,
    [
      sourceId,
      runId,
      failures.map(({ index }) => index),
      failures.map(({ kind }) => kind),
      failures.map(({ detail }) => detail),
    ],
  );
}

const NOTHING = new Uint8Array();

export async function replaceScores(
  client: PoolClient,
  {
    sourceId,
    runId,
    scorer,
    ids,
  }: { sourceId: number; runId: number; scorer: RunKey; ids: ReadonlyMap<Draft, number> },
  scored: readonly ScoreWrite[],
): Promise<void> {
  const rows = scored.flatMap(({ index, draft, outcome }) => {
    const explanationId = ids.get(draft);
    if (explanationId === undefined) return [];
    const { evidence } = outcome;
    return { index, explanationId, outcome, evidence: evidence.length === 0 ? NOTHING : encodeEvidence(evidence) };
  });
  await client.query(
    `DELETE FROM "Score" s USING "ExplainRun" r
     WHERE s."runId" = r.id AND s."explanationId" = ANY($1::int[]) AND r.method = $2 AND r."llmModel" = $3`,
    [rows.map(({ explanationId }) => explanationId), scorer.method, scorer.llmModel],
  );
  await insertScores(client, { sourceId, runId }, rows);
}
