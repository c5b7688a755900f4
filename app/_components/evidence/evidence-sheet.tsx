import Link from "next/link";
import type { ReactNode } from "react";
import {
  describeAuthor,
  explanationSentence,
  isStatistical,
} from "#app/_components/explanation/describe-explanation.ts";
import { RequestScore } from "#app/_components/explanation/request-score.tsx";
import { findModelName, listScorersFor } from "#app/_components/explanation/requestable.ts";
import { StatisticalMark } from "#app/_components/explanation/statistical-mark.tsx";
import { featurePath, methodPath, sourcePath } from "#app/_components/link/paths.ts";
import type { ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import { ExplainLedger } from "./explain-ledger.tsx";
import { PassagesSection } from "./passages-section.tsx";
import { ScoreSection } from "./score-section.tsx";

/** Longer ones are set smaller. */
const LONG = 60;

/** An explanation held against documents that were not read to write it. */
export function EvidenceSheet({ evidence }: { evidence: ExplanationEvidence }): ReactNode {
  const { feature, explanation, current, scores } = evidence;
  const sentence = explanationSentence(explanation);
  const provenance = evidence.provenance ?? scores[0]?.provenance;
  return (
    <article>
      <header className="pb-4">
        <p className="address max-md:text-note">
          <Link href={sourcePath(feature)}>
            {feature.model}/{feature.source}
          </Link>
          <span className="text-quiet"> / </span>
          <Link href={featurePath(feature)}>{feature.index}</Link>
          <span className="text-quiet"> / explanation {explanation.id}</span>
        </p>
        <h1 className={`mt-3 max-w-measure ${sentence.length > LONG ? "text-lede" : "text-title"}`} dir="auto">
          {sentence}
        </h1>
        <p className="note mt-1">
          {explanation.side === "input" ? "What it responds to" : "What it promotes"}, by{" "}
          {explanation.method === "person" ? (
            describeAuthor(explanation)
          ) : (
            <Link href={methodPath(explanation.method)}>{describeAuthor(explanation)}</Link>
          )}
          {isStatistical(explanation) ? <StatisticalMark /> : null}, {explanation.createdAt.slice(0, 10)}
        </p>
        {current ? null : (
          <p className="prose mt-3">
            This is no longer current: a later explanation replaced it, or the source has other weights now.
          </p>
        )}
      </header>
      <div className="evidence-columns">
        <div className="min-w-0">
          {explanation.scores.length === 0 ? <NoScore /> : null}
          {explanation.scores.map((score) => (
            <ScoreSection key={score.id} score={score} />
          ))}
          {current ? (
            <RequestScore
              explanation={explanation.id}
              scorers={listScorersFor(explanation)}
              llmModel={findModelName()}
            />
          ) : null}
        </div>
        <div className="evidence-passages">
          {scores.map(({ id, passages, passagesGone }) =>
            passages.length + passagesGone > 0 ? (
              <PassagesSection
                key={id}
                passages={passages}
                gone={passagesGone}
                maxActivation={feature.maxActivation}
                score={explanation.scores.find((score) => score.id === id)}
                only={scores.length === 1}
              />
            ) : null,
          )}
        </div>
        <div className="min-w-0">
          <section className="section" aria-labelledby="provenance">
            <h2 id="provenance">Provenance</h2>
            {provenance ? (
              <ExplainLedger provenance={provenance} />
            ) : (
              <p className="note">Written by a person; nothing was computed.</p>
            )}
          </section>
        </div>
      </div>
    </article>
  );
}

function NoScore(): ReactNode {
  return (
    <section className="section" aria-labelledby="score">
      <h2 id="score">Score</h2>
      <p className="note">Not scored: no method here scores explanations of this kind yet.</p>
    </section>
  );
}
