import type { Db } from "#lib/db.ts";
import { SCORE_STATES } from "#lib/explain/present-explanation.ts";
import { IS_CURRENT, isoTime } from "#lib/explain/queries/current.ts";
import { JOIN_SCORES } from "#lib/explain/queries/read-explanations.ts";
import { headlineScore, rankExplanations } from "#lib/explain/rank-explanations.ts";
import type { ExplanationLine, ScoreLine } from "#lib/explain/views.ts";

type Row = Omit<ExplanationLine, "score"> & { index: number; createdAt: string } & (
    | { scoreId: null }
    | (Omit<ScoreLine, "id" | "state"> & { scoreId: number; state: keyof typeof SCORE_STATES })
  );
type Candidate = Omit<ExplanationLine, "score"> & { createdAt: string; scores: ScoreLine[] };

/**
 * The best explanation of what each of many features of a source responds to, by index, in one query. Features without
 * one are left out. For sources that the reader may read: who asks has looked that up.
 */
export async function findBestExplanations(
  db: Db,
  sourceId: number,
  indices: readonly number[],
): Promise<Map<number, ExplanationLine>> {
  if (indices.length === 0) return new Map();
  const { rows } = await db.pool.query<Row>({
    name: "best-explanations",
    text: `SELECT e."index", e.id, e.text, e.author, ${isoTime(`e."createdAt"`)} AS "createdAt",
                  coalesce(r.method, 'person') AS method, nullif(r."llmModel", '') AS "llmModel",
                  c.id AS "scoreId", t.method AS scorer, c.state, c.value, c.low, c.high, c.baseline,
                  c.detail->>'metric' AS metric
           FROM "Explanation" e JOIN "Source" s ON s.id = e."sourceId" LEFT JOIN "ExplainRun" r ON r.id = e."runId"
           ${JOIN_SCORES}
           WHERE e."sourceId" = $1 AND e."index" = ANY($2::int[]) AND e.side = 'INPUT' AND ${IS_CURRENT}`,
    values: [sourceId, indices],
  });
  const byFeature = new Map<number, Map<number, Candidate>>();
  for (const row of rows) {
    const candidates = byFeature.get(row.index) ?? new Map<number, Candidate>();
    byFeature.set(row.index, candidates);
    const { id, text, method, author, llmModel, createdAt } = row;
    const candidate = candidates.get(id) ?? { id, text, method, author, llmModel, createdAt, scores: [] };
    candidates.set(id, candidate);
    if (row.scoreId !== null) candidate.scores.push(readScore(row));
  }
  return new Map(
    [...byFeature].flatMap(([index, candidates]) => {
      const [best] = rankExplanations([...candidates.values()]);
      return best ? [[index, presentLine(best)] as const] : [];
    }),
  );
}

function readScore({
  scoreId,
  scorer,
  state,
  value,
  low,
  high,
  baseline,
  metric,
}: Row & { scoreId: number }): ScoreLine {
  return { id: scoreId, scorer, state: SCORE_STATES[state], value, low, high, baseline, metric };
}

function presentLine({ id, text, method, author, llmModel, scores }: Candidate): ExplanationLine {
  return { id, text, method, author, llmModel, score: headlineScore({ scores }) ?? null };
}
