import { SCORE_STATES } from "#lib/explain/present-explanation.ts";
import type { ExplanationLine } from "#lib/explain/views.ts";

/** An explanation with the score that ranks it, as a query gives it; all null where there is none. */
export type LineRow =
  | { explanationId: null }
  | ({ explanationId: number } & Omit<ExplanationLine, "id" | "score"> &
      (
        | { scoreId: null }
        | {
            scoreId: number;
            scorer: string;
            state: keyof typeof SCORE_STATES;
            value: number | null;
            low: number | null;
            high: number | null;
            baseline: number | null;
            metric: string;
            why: string | null;
          }
      ));

/** Columns of `LineRow`, over `LINE_JOINS`. */
export const LINE_COLUMNS = `
  e.id AS "explanationId", e.text, e.author, coalesce(r.method, 'person') AS method, nullif(r."llmModel", '') AS "llmModel",
  c.id AS "scoreId", t.method AS scorer, c.state, c.value, c.low, c.high, c.baseline, c.detail->>'metric' AS metric,
  c.detail->>'why' AS why`;

/** What rows `b` of BestExplanation point to: explanations `e` of runs `r` with scores `c` of runs `t`. */
export const LINE_JOINS = `
  LEFT JOIN "Explanation" e ON e.id = b."explanationId" LEFT JOIN "ExplainRun" r ON r.id = e."runId"
  LEFT JOIN "Score" c ON c.id = b."scoreId" LEFT JOIN "ExplainRun" t ON t.id = c."runId"`;

export function presentLine(row: LineRow): ExplanationLine | null {
  if (row.explanationId === null) return null;
  const { explanationId: id, text, author, method, llmModel } = row;
  if (row.scoreId === null) return { id, text, author, method, llmModel, score: null };
  const { scoreId, scorer, state, value, low, high, baseline, metric, why } = row;
  const score = { id: scoreId, scorer, state: SCORE_STATES[state], value, low, high, baseline, metric, why };
  return { id, text, author, method, llmModel, score };
}
