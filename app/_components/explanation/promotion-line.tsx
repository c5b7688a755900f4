"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import type { HeadlineEntry } from "./headline-entry.ts";
import { ScoreFigure } from "./score-figure.tsx";
import { StatisticalMark } from "./statistical-mark.tsx";

/** What a feature promotes and how well that holds. A client component so that it travels once. */
export function PromotionLine({ entry: { sentence, statistical, score, href } }: { entry: HeadlineEntry }): ReactNode {
  return (
    <div className="note promotion">
      <p className="max-md:hidden">
        {sentence}
        {statistical ? <StatisticalMark /> : null}
      </p>
      <p className="score-line">
        {typeof score === "string" ? score : <ScoreFigure score={score} />}
        <Link className="max-md:hidden" href={href} prefetch={false}>
          figures
        </Link>
      </p>
    </div>
  );
}
