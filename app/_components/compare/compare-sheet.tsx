import { type ReactNode, Suspense } from "react";
import type { ComparisonOutcome, NamedFeatures } from "#app/_data/compare.ts";
import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";
import { AddFeature } from "./add-feature.tsx";
import { ComparedFeature } from "./compared-feature.tsx";
import { AwaitedCommonSection, CommonSection } from "./common-section.tsx";

type Props = NamedFeatures & {
  /** What they have in common: known, or being asked for; of a single one nothing. */
  common: ComparisonOutcome | Promise<ComparisonOutcome> | undefined;
};

/** Features side by side: each on its own, then what they have in common. */
export function CompareSheet({ features, problems, common }: Props): ReactNode {
  return (
    <article>
      <header className="pb-4">
        <h1 className="text-title">Features side by side</h1>
        {problems.length > 0 ? (
          <ul className="mt-2 grid gap-1" role="alert">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        ) : null}
        {features.length < COMPARED_MAX ? <AddFeature features={features} /> : null}
      </header>
      {features.length > 0 ? (
        <div className="compared-features">
          {features.map((feature) => (
            <ComparedFeature
              key={formatFeatureAddress(feature)}
              feature={feature}
              others={features.filter((other) => other !== feature)}
            />
          ))}
        </div>
      ) : null}
      {common instanceof Promise ? (
        <Suspense fallback={<Waiting />}>
          <AwaitedCommonSection asked={common} />
        </Suspense>
      ) : common ? (
        <CommonSection outcome={common} />
      ) : null}
    </article>
  );
}

function Waiting(): ReactNode {
  return (
    <section className="section" aria-label="What they have in common">
      <p className="note" role="status">
        A worker reads sequences of each feature and looks what the others do there.
      </p>
      <noscript>
        <p>Without scripts this page cannot wait for it longer: load the page again in a moment.</p>
      </noscript>
    </section>
  );
}
