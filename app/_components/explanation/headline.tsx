"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import type { HeadlineEntry } from "./headline-entry.ts";
import { ScoreFigure } from "./score-figure.tsx";
import { StatisticalMark } from "./statistical-mark.tsx";

/** The best explanation with its score: the first line of a feature's page. A client component so that it travels once. */
export function ExplanationHeadline({
  entry: { sentence, statistical, score, href },
}: {
  entry: HeadlineEntry;
}): ReactNode {
  return (
    <div className="min-w-0">
      <p className="headline" dir="auto">
        {sentence}
      </p>
      <p className="score-line mt-1">
        {typeof score === "string" ? <span className="note">{score}</span> : <ScoreFigure score={score} />}
        {statistical ? <StatisticalMark /> : null}
        <Link className="note" href={href} prefetch={false}>
          evidence
        </Link>
      </p>
    </div>
  );
}
