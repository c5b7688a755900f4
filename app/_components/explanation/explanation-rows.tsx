"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { explanationPath, methodPath } from "#app/_components/link/paths.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";
import type { ExplanationEntry, ScoreEntry } from "./explanation-entry.ts";
import { RequestScore } from "./request-score.tsx";
import { ScoreFigure } from "./score-figure.tsx";
import { StatisticalMark } from "./statistical-mark.tsx";

type Props = {
  feature: FeatureAddress;
  entries: readonly ExplanationEntry[];
  name: string;
  /** The language model that the site is set up with; null when none is. */
  llmModel: string | null;
};

/** Explanations in order, each with its scores in full. A client component so that they travel once, as data. */
export function ExplanationRows({ feature, entries, name, llmModel }: Props): ReactNode {
  return (
    <ol aria-label={name}>
      {entries.map((entry) => (
        <li key={entry.id} className="explanation">
          <p className="explanation-text" dir="auto">
            {entry.text}
          </p>
          <p className="note">
            {entry.method === "person" ? (
              entry.by
            ) : (
              <Link href={methodPath(entry.method)} prefetch={false}>
                {entry.by}
              </Link>
            )}
            {entry.statistical ? <StatisticalMark /> : null}, {entry.date}
            {" · "}
            <Link href={explanationPath(feature, entry.id)} prefetch={false}>
              {entry.scores.some(({ hasEvidence }) => hasEvidence) ? "See it held against the text" : "All its figures"}
            </Link>
          </p>
          {entry.scores.length === 0 ? (
            <p className="note mt-1">Not scored: no method here scores explanations of this kind yet.</p>
          ) : null}
          {entry.scores.map((score) => (
            <Score key={score.id} score={score} />
          ))}
          <RequestScore explanation={entry.id} scorers={entry.scorers} llmModel={llmModel} />
        </li>
      ))}
    </ol>
  );
}

function Score({ score: { scorer, title, figures, missing, list, basis } }: { score: ScoreEntry }): ReactNode {
  return (
    <div className="mt-1.5">
      <p className="score-line">
        {figures ? <ScoreFigure score={figures} /> : <span className="note">{missing}</span>}
        <span className="note">
          by{" "}
          <Link href={methodPath(scorer)} prefetch={false}>
            {title}
          </Link>
        </span>
      </p>
      {list.length === 0 ? null : (
        <dl className="figures">
          {list.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt> <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {basis === "" ? null : <p className="note">{basis}</p>}
    </div>
  );
}
