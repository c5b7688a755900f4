import { Predicate } from "#lib/explain/predicates/predicate.ts";
import { type ExplanationView, ScoreDetail, type ScoreView } from "#lib/explain/schema.ts";

/** An explanation beside one of its scores; null score columns where it has none. */
export type ExplanationRow = ScoreColumns & {
  id: number;
  side: "INPUT" | "OUTPUT";
  text: string;
  author: string | null;
  predicate: unknown;
  createdAt: string;
  /** Null for what a person wrote, as the two after it. */
  method: string | null;
  version: number | null;
  llmModel: string | null;
};
/** One of its scores; a null id where it has none. */
export type ScoreColumns =
  | { scoreId: null }
  | {
      scoreId: number;
      scorer: string;
      scorerVersion: number;
      judge: string;
      state: "SCORED" | "NOT_ENOUGH_DATA" | "FAILED";
      value: number | null;
      low: number | null;
      high: number | null;
      baseline: number | null;
      positives: number;
      detail: unknown;
      hasEvidence: boolean;
      computedAt: string;
    };

export const SCORE_STATES = { SCORED: "scored", NOT_ENOUGH_DATA: "not-enough-data", FAILED: "failed" } as const;
const SIDES = { INPUT: "input", OUTPUT: "output" } as const;

/** Explanations from rows in any order, each with all its scores. @throws ZodError on a row not of the shape workers write */
export function presentExplanations(rows: readonly ExplanationRow[]): ExplanationView[] {
  const views = new Map<number, ExplanationView>();
  for (const row of rows) {
    const view = views.get(row.id) ?? presentExplanation(row);
    views.set(row.id, view);
    if (row.scoreId !== null) view.scores.push(presentScore(row));
  }
  return [...views.values()];
}

function presentExplanation(row: ExplanationRow): ExplanationView {
  return {
    id: row.id,
    side: SIDES[row.side],
    text: row.text,
    method: row.method ?? "person",
    version: row.version,
    author: row.author,
    llmModel: row.llmModel || null,
    predicate: row.predicate === null ? null : Predicate.parse(row.predicate),
    createdAt: row.createdAt,
    scores: [],
  };
}

/** @throws ZodError on a row not of the shape workers write */
export function presentScore(row: Exclude<ScoreColumns, { scoreId: null }>): ScoreView {
  return {
    id: row.scoreId,
    scorer: row.scorer,
    version: row.scorerVersion,
    judge: row.judge || null,
    state: SCORE_STATES[row.state],
    value: row.value,
    low: row.low,
    high: row.high,
    baseline: row.baseline,
    positives: row.positives,
    detail: ScoreDetail.parse(row.detail),
    hasEvidence: row.hasEvidence,
    computedAt: row.computedAt,
  };
}
