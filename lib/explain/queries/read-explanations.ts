import type { Db } from "#lib/db.ts";
import { type ExplanationRow, presentExplanations } from "#lib/explain/present-explanation.ts";
import { IS_CURRENT, isoTime, ofPresentWeights } from "#lib/explain/queries/current.ts";
import { rankExplanations } from "#lib/explain/rank-explanations.ts";
import type { ExplanationView } from "#lib/explain/schema.ts";
import type { ExplanationFailureView } from "#lib/explain/views.ts";

/** A feature of a source that its reader may read: who asks has looked that up. */
export type FeatureKey = { sourceId: number; index: number };

/** Columns of `ExplanationRow`, over explanations `e` of runs `r` with scores `c` of runs `t`. */
export const EXPLANATION_COLUMNS = `
  e.id, e.side, e.text, e.author, e.predicate, ${isoTime(`e."createdAt"`)} AS "createdAt",
  r.method, r.version, r."llmModel",
  c.id AS "scoreId", t.method AS scorer, t.version AS "scorerVersion", t."llmModel" AS judge, c.state, c.value, c.low,
  c.high, c.baseline, c.positives, c.detail, c.evidence IS NOT NULL AS "hasEvidence",
  ${isoTime(`c."createdAt"`)} AS "computedAt"`;

/** Scores `c` of explanations `e` that were made from present weights. */
export const JOIN_SCORES = `
  LEFT JOIN ("Score" c JOIN "ExplainRun" t ON t.id = c."runId")
    ON c."explanationId" = e.id AND ${ofPresentWeights("t")}`;

/** The current explanations of a feature with their scores, best first. */
export async function listExplanations(db: Db, { sourceId, index }: FeatureKey): Promise<ExplanationView[]> {
  const { rows } = await db.pool.query<ExplanationRow>({
    name: "explanations",
    text: `SELECT ${EXPLANATION_COLUMNS}
           FROM "Explanation" e JOIN "Source" s ON s.id = e."sourceId" LEFT JOIN "ExplainRun" r ON r.id = e."runId"
           ${JOIN_SCORES}
           WHERE e."sourceId" = $1 AND e."index" = $2 AND ${IS_CURRENT}
           ORDER BY e.id, c.id`,
    values: [sourceId, index],
  });
  return rankExplanations(presentExplanations(rows));
}

/** Methods that were asked for an explanation of the feature as it is now and gave none, by name. */
export async function listExplanationFailures(
  db: Db,
  { sourceId, index }: FeatureKey,
): Promise<ExplanationFailureView[]> {
  const { rows } = await db.pool.query<ExplanationFailureView>({
    name: "explanation-failures",
    text: `SELECT r.method, r.version, nullif(r."llmModel", '') AS "llmModel", x.kind, x.detail,
                  ${isoTime(`x."createdAt"`)} AS "createdAt"
           FROM "ExplainFailure" x JOIN "ExplainRun" r ON r.id = x."runId" JOIN "Source" s ON s.id = x."sourceId"
           WHERE x."sourceId" = $1 AND x."index" = $2 AND ${ofPresentWeights("r")}
           ORDER BY r.method, x.id`,
    values: [sourceId, index],
  });
  return rows;
}
