import Link from "next/link";
import type { ReactNode } from "react";
import { explanationPath } from "#app/_components/link/paths.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { headlineScore } from "#lib/explain/rank-explanations.ts";
import type { ExplanationView } from "#lib/explain/schema.ts";
import { explanationSentence, isStatistical } from "./describe-explanation.ts";
import { describeMissing } from "./describe-score.ts";
import { ScoreFigure } from "./score-figure.tsx";
import { StatisticalMark } from "./statistical-mark.tsx";

/** The best explanation with its score: the first line of a feature's page. */
export function ExplanationHeadline({
  feature,
  explanation,
}: {
  feature: FeatureAddress;
  explanation: ExplanationView;
}): ReactNode {
  return (
    <div className="min-w-0">
      <p className="headline" dir="auto">
        {explanationSentence(explanation)}
      </p>
      <p className="score-line mt-1">
        <HeadlineScore explanation={explanation} />
        {isStatistical(explanation) ? <StatisticalMark /> : null}
        <Link className="note" href={explanationPath(feature, explanation.id)} prefetch={false}>
          evidence
        </Link>
      </p>
    </div>
  );
}

function HeadlineScore({ explanation }: { explanation: ExplanationView }): ReactNode {
  const score = headlineScore(explanation);
  if (!score) return <span className="note">not scored</span>;
  if (score.state !== "scored") return <span className="note">{describeMissing(score)}</span>;
  return <ScoreFigure score={{ ...score, metric: score.detail.metric }} />;
}
