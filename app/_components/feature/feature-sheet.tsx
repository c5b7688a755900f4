import type { ReactNode } from "react";
import { ExplanationsSection } from "#app/_components/explanation/explanations-section.tsx";
import { PromotionLabel } from "#app/_components/explanation/promotion-label.tsx";
import { RangeControl } from "#app/_components/example/range-control.tsx";
import { TrySentence } from "#app/_components/live/try-sentence.tsx";
import type { FeatureView } from "#app/_data/features.ts";
import { ExamplesSection } from "./examples-section.tsx";
import { CoherenceLine } from "./coherence-line.tsx";
import { CountView } from "./count-view.tsx";
import { DeadNotice } from "./dead-notice.tsx";
import { DistributionSection } from "./distribution-section.tsx";
import { FeatureHeader } from "./feature-header.tsx";
import { NeighbourSections } from "./neighbour-sections.tsx";
import { OutputTokens } from "./output-tokens.tsx";
import { ProvenanceLedger } from "./provenance-ledger.tsx";
import { QuantileGroups } from "./quantile-groups.tsx";
import { Rarity } from "./rarity.tsx";
import { SimilarSection } from "./similar-section.tsx";
import { StrongestExamples } from "./strongest-examples.tsx";

/** Examples in the first screen; the top list goes on below from the next rank. */
const STRONGEST = 3;

/** A feature's page: what it is in one screen, then the rest in the order a sceptic asks. */
export function FeatureSheet({ view }: { view: FeatureView }): ReactNode {
  const { feature, previous, next, profile, similar } = view;
  const top = feature.groups.find(({ kind }) => kind === "top")?.examples ?? [];
  const random = feature.groups.find(({ kind }) => kind === "random")?.examples ?? [];
  const max = feature.maxActivation;
  return (
    <article>
      <CountView address={feature.address} />
      <FeatureHeader feature={feature} previous={previous} next={next} />
      <div className="specimen-columns">
        {feature.dead ? (
          <DeadNotice feature={feature} />
        ) : (
          <StrongestExamples examples={top.slice(0, STRONGEST)} max={max} />
        )}
        <div className="specimen-side">
          <div className="grid content-start gap-1.5">
            <OutputTokens top={feature.outputTokens.top} bottom={feature.outputTokens.bottom} />
            <PromotionLabel feature={feature} />
          </div>
          <Rarity feature={feature} profile={profile} />
        </div>
        <div className="min-w-0">
          <CoherenceLine feature={feature} />
          <ExplanationsSection feature={feature} />
          <TrySentence address={feature.address} max={max} />
          {feature.dead ? null : <RangeControl />}
          <ExamplesSection
            id="top"
            title="Top examples"
            note={`Rank ${STRONGEST + 1} to ${top.length} by strongest value.`}
            examples={top.slice(STRONGEST)}
            max={max}
            start={STRONGEST + 1}
            wholeAt={feature.address}
          />
        </div>
        <div className="min-w-0">
          <QuantileGroups groups={feature.groups} max={max} wholeAt={feature.address} />
          <ExamplesSection
            id="random"
            title="Random examples"
            note="Drawn evenly from every sequence on which it is active: what a typical firing looks like."
            examples={random}
            max={max}
            wholeAt={feature.address}
          />
        </div>
        <div className="min-w-0">
          <DistributionSection feature={feature} />
          <NeighbourSections view={view} />
          <SimilarSection feature={feature} similar={similar} />
          <section className="section" aria-labelledby="provenance">
            <h2 id="provenance">Provenance</h2>
            <ProvenanceLedger provenance={feature.provenance} />
          </section>
        </div>
      </div>
    </article>
  );
}
