import type { PoolClient } from "pg";
import { SCORE_STATES } from "#lib/explain/present-explanation.ts";
import { IS_CURRENT, isoTime } from "#lib/explain/queries/current.ts";
import { JOIN_SCORES } from "#lib/explain/queries/read-explanations.ts";
import { headlineScore, rankExplanations } from "#lib/explain/rank-explanations.ts";
import type { ScoreDetail } from "#lib/explain/schema.ts";

type Row = { index: number; id: number; method: string; createdAt: string } & (
  | { scoreId: null }
  | (Omit<CandidateScore, "id" | "state" | "detail"> & {
      scoreId: number;
      state: keyof typeof SCORE_STATES;
      difference: ScoreDetail["difference"] | null;
    })
);
type Candidate = Pick<Row, "id" | "method" | "createdAt"> & { scores: CandidateScore[] };
type CandidateScore = {
  id: number;
  scorer: string;
  state: (typeof SCORE_STATES)[keyof typeof SCORE_STATES];
  value: number | null;
  low: number | null;
  high: number | null;
  baseline: number | null;
  detail: Pick<ScoreDetail, "difference">;
};

/** The method under which the best of all methods' explanations stands. */
export const ANY_METHOD = "";

/** The best explanation that a feature has of one method, or of any. */
export type BestExplanation = {
  index: number;
  method: string;
  explanationId: number;
  /** The score that ranks it, and its value. */
  scoreId: number | null;
  score: number | null;
};

/** Ranks the current explanations of what features respond to. @returns for each feature the best of all, and of each method */
export async function chooseBestExplanations(
  client: PoolClient,
  sourceId: number,
  indices: readonly number[],
): Promise<BestExplanation[]> {
  const { rows } = await client.query<Row>({
    name: "explanation-candidates",
    text: `SELECT e."index", e.id, ${isoTime(`e."createdAt"`)} AS "createdAt", coalesce(r.method, 'person') AS method,
                  c.id AS "scoreId", t.method AS scorer, c.state, c.value, c.low, c.high, c.baseline,
                  c.detail->'difference' AS difference
           FROM "Explanation" e JOIN "Source" s ON s.id = e."sourceId" LEFT JOIN "ExplainRun" r ON r.id = e."runId"
           ${JOIN_SCORES}
           WHERE e."sourceId" = $1 AND e."index" = ANY($2::int[]) AND e.side = 'INPUT' AND ${IS_CURRENT}`,
    values: [sourceId, indices],
  });
  const byFeature = new Map<number, Map<number, Candidate>>();
  for (const row of rows) {
    const candidates = byFeature.get(row.index) ?? new Map<number, Candidate>();
    byFeature.set(row.index, candidates);
    const { id, method, createdAt } = row;
    const candidate = candidates.get(id) ?? { id, method, createdAt, scores: [] };
    candidates.set(id, candidate);
    if (row.scoreId !== null) candidate.scores.push(readScore(row));
  }
  return [...byFeature].flatMap(([index, candidates]) => chooseBest(index, rankExplanations([...candidates.values()])));
}

function readScore(row: Row & { scoreId: number }): CandidateScore {
  const { scoreId, scorer, state, value, low, high, baseline, difference } = row;
  const detail = difference === null ? {} : { difference };
  return { id: scoreId, scorer, state: SCORE_STATES[state], value, low, high, baseline, detail };
}

/** @param ranked the explanations of one feature, best first */
function chooseBest(index: number, ranked: readonly Candidate[]): BestExplanation[] {
  const best = new Map<string, Candidate>();
  for (const candidate of ranked) {
    for (const method of [ANY_METHOD, candidate.method]) if (!best.has(method)) best.set(method, candidate);
  }
  return [...best].map(([method, { id, scores }]) => {
    const headline = headlineScore({ scores });
    const isScored = headline?.state === "scored";
    return {
      index,
      method,
      explanationId: id,
      scoreId: headline?.id ?? null,
      score: isScored ? headline.value : null,
    };
  });
}
