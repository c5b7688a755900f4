import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { SCORE_STATES } from "#lib/explain/present-explanation.ts";
import { Predicate } from "#lib/explain/predicates/predicate.ts";
import { IS_CURRENT, ofPresentWeights } from "#lib/explain/queries/current.ts";
import type { ScorableExplanation, KnownScore } from "#lib/explain/scorers/scorable.ts";

type Row = {
  id: number;
  model: string;
  source: string;
  index: number;
  side: "INPUT" | "OUTPUT";
  text: string;
  predicate: unknown;
  ofPresentWeights: boolean;
  scores: { scorer: string; version: number; judge: string; state: keyof typeof SCORE_STATES }[] | null;
};

/** Explanations by id, replaced ones too, with what scored them as the source is now. Ids of what nobody may read are left out. */
export async function listScorable(db: Db, ids: readonly number[]): Promise<ScorableExplanation[]> {
  return list(db, `e.id = ANY($1::int[])`, [ids]);
}

/** The current explanations of features of a source. */
export async function listScorableOf(
  db: Db,
  { sourceId, features }: { sourceId: number; features: readonly number[] },
): Promise<ScorableExplanation[]> {
  return list(db, `e."sourceId" = $1 AND e."index" = ANY($3::int[]) AND ${IS_CURRENT}`, [sourceId, features]);
}

/** @param values the first is $1, the others follow the visibilities, which are $2 */
async function list(db: Db, where: string, [first, ...others]: unknown[]): Promise<ScorableExplanation[]> {
  const { rows } = await db.pool.query<Row>(
    `SELECT e.id, m.slug AS model, s.slug AS source, e."index", e.side, e.text, e.predicate,
            (e."runId" IS NULL OR ${ofPresentWeights("r")}) AS "ofPresentWeights",
            (SELECT json_agg(json_build_object(
               'scorer', t.method, 'version', t.version, 'judge', t."llmModel", 'state', c.state))
             FROM "Score" c JOIN "ExplainRun" t ON t.id = c."runId" AND ${ofPresentWeights("t")}
             WHERE c."explanationId" = e.id) AS scores
     FROM "Explanation" e JOIN "Source" s ON s.id = e."sourceId" JOIN "Model" m ON m.id = s."modelId"
     LEFT JOIN "ExplainRun" r ON r.id = e."runId"
     WHERE ${where} AND m.visibility::text = ANY($2) AND s.visibility::text = ANY($2)
     ORDER BY e.id`,
    [first, visibilitiesFor("read"), ...others],
  );
  return rows.map(({ side, text, predicate, scores, ...row }) => ({
    ...row,
    draft: {
      side: side === "INPUT" ? "input" : "output",
      text,
      ...(predicate === null ? {} : { predicate: Predicate.parse(predicate) }),
    },
    scores: (scores ?? []).map(({ state, ...score }): KnownScore => ({ ...score, state: SCORE_STATES[state] })),
  }));
}
