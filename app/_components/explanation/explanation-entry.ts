import { methodTitle } from "#app/_components/method/find-method.ts";
import type { ExplanationView, ScoreView } from "#lib/explain/schema.ts";
import { describeAuthor, explanationSentence, isStatistical } from "./describe-explanation.ts";
import { baselineWords, describeBasis, describeMissing, formatFigure, listFigures } from "./describe-score.ts";
import { listScorersFor, type RequestableScorer } from "./requestable.ts";
import type { ScoreFigures } from "./score-figure.tsx";

/** An explanation as its row shows it: words and figures, and nothing that the row does not show. */
export type ExplanationEntry = {
  id: number;
  text: string;
  by: string;
  method: string;
  statistical: boolean;
  date: string;
  scores: ScoreEntry[];
  /** Scorers that the operator may ask to score it. */
  scorers: RequestableScorer[];
};
export type ScoreEntry = {
  id: number;
  scorer: string;
  title: string;
  figures: ScoreFigures | undefined;
  /** Why there is no figure. */
  missing: string | undefined;
  list: { name: string; value: string }[];
  basis: string;
  hasEvidence: boolean;
};

export function explanationEntry(view: ExplanationView): ExplanationEntry {
  return {
    id: view.id,
    text: explanationSentence(view),
    by: describeAuthor(view),
    method: view.method,
    statistical: isStatistical(view),
    date: view.createdAt.slice(0, 10),
    scores: view.scores.map(scoreEntry),
    scorers: listScorersFor(view),
  };
}

export function scoreEntry(score: ScoreView): ScoreEntry {
  const { id, scorer, judge, state, value, low, high, baseline, detail, hasEvidence } = score;
  const isScored = state === "scored" && value !== null;
  return {
    id,
    scorer,
    title: `${methodTitle(scorer)}${judge === null ? "" : ` by ${judge}`}`,
    figures: isScored ? { state, value, low, high, baseline, metric: detail.metric } : undefined,
    missing: isScored
      ? undefined
      : `${state === "failed" ? "Not scored" : "Not enough data"}: ${describeMissing(score)}`,
    list: isScored ? listFigures(score) : [],
    basis: isScored ? `${describeBaselines(score)}${describeBasis(score)}` : "",
    hasEvidence,
  };
}

function describeBaselines({ detail: { baselines, metric } }: ScoreView): string {
  const known = baselines.flatMap(({ name, value }) =>
    value === null ? [] : [`${formatFigure(value, metric)} by ${baselineWords(name, metric)}`],
  );
  return known.length === 0 ? "" : `Against ${known.join(", ")}. `;
}
