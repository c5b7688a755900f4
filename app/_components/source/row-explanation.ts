import { describeMissing, metricName } from "#app/_components/explanation/describe-score.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { ExplanationLine } from "#lib/explain/views.ts";

/** Why a row has no explanation, in a few words. */
export function whyNone({
  activeTokens,
  explanationFailure,
}: Pick<FeatureRow, "activeTokens" | "explanationFailure">): string {
  if (activeTokens === 0) return "None: it is never active.";
  return explanationFailure ? `None: ${lowerFirst(explanationFailure.detail)}` : "None yet.";
}

/** Why the explanation of a row has no score. */
export function whyUnscored({ score }: Pick<ExplanationLine, "score">): string {
  if (!score) return "Not scored: no method here scores explanations of this kind yet.";
  return describeMissing({ state: score.state, detail: score.why === null ? {} : { why: score.why } });
}

/** What the scores of a page are, and whether they may be compared. */
export function describeScores(rows: readonly Pick<FeatureRow, "explanation">[]): string {
  const kinds = new Map<string, string>();
  for (const { explanation } of rows) {
    if (!explanation?.score || explanation.score.value === null) continue;
    const { metric, scorer } = explanation.score;
    kinds.set(`${metric} ${scorer}`, `${metricName(metric)} by ${methodTitle(scorer)}`);
  }
  const [only, ...others] = kinds.values();
  if (only === undefined) return "";
  if (others.length === 0) return `Scores are ${only}, beside the best baseline; the line is the 95% interval.`;
  return `Scores are ${[only, ...others].join(", or ")}: different scales, so choose a method to compare like with like.`;
}

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
