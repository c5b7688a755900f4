import Link from "next/link";
import type { ReactNode } from "react";
import { modelPath, sourcePath } from "#app/_components/link/paths.ts";
import { formatCount } from "#app/_components/number/format.ts";
import type { ExplanationQuality } from "#lib/explain/quality-view.ts";
import { CostLine } from "./cost-line.tsx";
import { CoverageTable } from "./coverage-table.tsx";
import { FeatureScorersSection } from "./feature-scorers-section.tsx";
import { ScorerSection } from "./scorer-section.tsx";

/** How well each method explains a source: how many features, how well, and against what. */
export function QualitySheet({ quality }: { quality: ExplanationQuality }): ReactNode {
  const { model, source, features, methods, featureScorers, cost } = quality;
  const address = { model, source };
  return (
    <article>
      <header className="pb-4">
        <p className="address">
          <Link href={modelPath(model)}>{model}</Link>
          <span className="text-quiet"> / </span>
          <Link href={sourcePath(address)}>{source}</Link>
          <span className="text-quiet"> / explanations</span>
        </p>
        <h1 className="mt-2 text-title">How well its features are explained</h1>
        <p className="prose">
          {methods.length === 0
            ? "No method has been asked to explain this source yet."
            : `By method, over ${formatCount(features)} features. Scores are counted on documents that were not read to write the explanations.`}{" "}
          <Link href="/methods">What the methods do</Link>.
        </p>
      </header>
      {methods.length === 0 ? null : <CoverageTable methods={methods} features={features} />}
      <FeatureScorersSection scorers={featureScorers} features={features} />
      {cost === null ? null : <CostLine cost={cost} />}
      {methods.flatMap(({ scorers, ...method }) =>
        scorers.map((scorer) => (
          <ScorerSection
            key={`${method.method} ${method.llmModel} ${scorer.scorer} ${scorer.judge}`}
            source={address}
            method={method}
            scorer={scorer}
          />
        )),
      )}
    </article>
  );
}
