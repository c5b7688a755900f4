import Link from "next/link";
import type { ReactNode } from "react";
import { explanationPath } from "#app/_components/link/paths.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { headlineScore } from "#lib/explain/rank-explanations.ts";
import { explanationSentence, isStatistical } from "./describe-explanation.ts";
import { describeMissing } from "./describe-score.ts";
import { ScoreFigure } from "./score-figure.tsx";
import { StatisticalMark } from "./statistical-mark.tsx";

/**
 * Whether what the weights promote really comes next: the best explanation of the output side, beside the tokens. A phone's
 * first screen has room for the figure only, and the words are in the section below.
 */
export function PromotionLabel({ feature }: { feature: FeatureDetail }): ReactNode {
  const explanation = feature.explanations.find(({ side }) => side === "output");
  if (!explanation) {
    const failure = feature.explanationFailures.find(({ method }) => method.startsWith("output"));
    return failure ? <p className="note promotion-why">{failure.detail}</p> : null;
  }
  const score = headlineScore(explanation);
  return (
    <div className="note promotion">
      <p className="max-md:hidden">
        {explanationSentence(explanation)}
        {isStatistical(explanation) ? <StatisticalMark /> : null}
      </p>
      {score ? (
        <p className="score-line">
          {score.state === "scored" ? (
            <ScoreFigure score={{ ...score, metric: score.detail.metric }} />
          ) : (
            describeMissing(score)
          )}
          <Link className="max-md:hidden" href={explanationPath(feature, explanation.id)} prefetch={false}>
            figures
          </Link>
        </p>
      ) : null}
    </div>
  );
}
