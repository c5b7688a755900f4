import Link from "next/link";
import type { ReactNode } from "react";
import { ExplainLedger } from "#app/_components/evidence/explain-ledger.tsx";
import { ScoreSection } from "#app/_components/evidence/score-section.tsx";
import { featurePath, sourcePath } from "#app/_components/link/paths.ts";
import type { FeatureCoherence } from "#lib/explain/coherence-view.ts";
import { SetsSection } from "./sets-section.tsx";

/** Whether the passages in which a feature fires hang together, with the sets that show it. */
export function CoherenceSheet({ coherence }: { coherence: FeatureCoherence }): ReactNode {
  const { feature, score, provenance, sets, setsGone } = coherence;
  return (
    <article>
      <header className="pb-4">
        <p className="address max-md:text-note">
          <Link href={sourcePath(feature)}>
            {feature.model}/{feature.source}
          </Link>
          <span className="text-quiet"> / </span>
          <Link href={featurePath(feature)}>{feature.index}</Link>
          <span className="text-quiet"> / coherence</span>
        </p>
        <h1 className="mt-3 max-w-measure text-title">Do the passages in which it fires hang together?</h1>
      </header>
      <div className="evidence-columns">
        <div className="min-w-0">
          <ScoreSection score={score} subject="This feature" />
        </div>
        <div className="evidence-passages">
          <SetsSection sets={sets} gone={setsGone} maxActivation={feature.maxActivation} />
        </div>
        <div className="min-w-0">
          <section className="section" aria-labelledby="provenance">
            <h2 id="provenance">Provenance</h2>
            <ExplainLedger provenance={provenance} />
          </section>
        </div>
      </div>
    </article>
  );
}
