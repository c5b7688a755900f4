import Link from "next/link";
import type { ReactNode } from "react";
import { scoreEntry } from "#app/_components/explanation/explanation-entry.ts";
import { ScoreFigure } from "#app/_components/explanation/score-figure.tsx";
import { coherencePath, methodPath } from "#app/_components/link/paths.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { beatsBaseline } from "#lib/explain/rank-explanations.ts";

/** Whether the passages in which a feature fires have something in common: what any explanation must rest on. */
export function CoherenceLine({ feature }: { feature: FeatureDetail }): ReactNode {
  const score = feature.scores.find(({ scorer }) => scorer === "intruder-coherence");
  if (!score || feature.dead) return null;
  const { figures, missing } = scoreEntry(score);
  return (
    <section className="section" aria-labelledby="coherence">
      <h2 id="coherence">Do the examples hang together?</h2>
      <p className="score-line mt-1">
        {figures ? <ScoreFigure score={figures} /> : <span className="note">{missing}</span>}
        {figures ? (
          <Link className="note" href={coherencePath(feature)} prefetch={false}>
            see the sets
          </Link>
        ) : null}
      </p>
      <p className="note">
        {figures
          ? beatsBaseline(score)
            ? "Of five held-out passages the one where it is silent is told by its text alone, surely more often than the baseline. "
            : "Of five held-out passages the one where it is silent is not surely told by its text more often than the baseline. "
          : ""}
        By{" "}
        <Link href={methodPath(score.scorer)} prefetch={false}>
          intruder coherence
        </Link>
        , which needs no explanation.
      </p>
    </section>
  );
}
