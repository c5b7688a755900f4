import { explanationPath } from "#app/_components/link/paths.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { headlineScore } from "#lib/explain/rank-explanations.ts";
import type { ExplanationView } from "#lib/explain/schema.ts";
import { explanationSentence, isStatistical } from "./describe-explanation.ts";
import { describeMissing } from "./describe-score.ts";
import type { ScoreFigures } from "./score-figure.tsx";

/** An explanation with the score that ranks it, as its line shows it. */
export type HeadlineEntry = {
  sentence: string;
  statistical: boolean;
  /** Its score, or why there is none. */
  score: ScoreFigures | string;
  href: ReturnType<typeof explanationPath>;
};

export function headlineEntry({ model, source, index }: FeatureAddress, explanation: ExplanationView): HeadlineEntry {
  return {
    sentence: explanationSentence(explanation),
    statistical: isStatistical(explanation),
    score: describeHeadline(explanation),
    href: explanationPath({ model, source, index }, explanation.id),
  };
}

function describeHeadline(explanation: ExplanationView): ScoreFigures | string {
  const score = headlineScore(explanation);
  if (!score) return "Not scored.";
  const { state, value, low, high, baseline, detail } = score;
  return state === "scored" ? { state, value, low, high, baseline, metric: detail.metric } : describeMissing(score);
}
