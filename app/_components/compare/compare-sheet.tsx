import { type ReactNode, Suspense } from "react";
import type { NamedFeatures } from "#app/_data/compare.ts";
import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";
import { AddFeature } from "./add-feature.tsx";
import { ComparedFeature } from "./compared-feature.tsx";
import { CommonSection } from "./common-section.tsx";

/** Features side by side: each on its own, then what they have in common. */
export function CompareSheet({ features, problems }: NamedFeatures): ReactNode {
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
      {features.length > 1 ? (
        <Suspense fallback={<Waiting />}>
          <CommonSection features={features} />
        </Suspense>
      ) : null}
    </article>
  );
}

/** React streams what was waited for to the end of the page, hidden, and a script puts it here; without one it shows where it is. */
const SHOWN_WITHOUT_SCRIPT = `.compare-waiting { display: none } body > div[hidden][id^="S:"] { display: block !important }`;

function Waiting(): ReactNode {
  return (
    <>
      <section className="section compare-waiting" aria-label="What they have in common">
        <p className="note" role="status">
          A worker reads sequences of each feature and looks what the others do there.
        </p>
      </section>
      <noscript>
        <style>{SHOWN_WITHOUT_SCRIPT}</style>
      </noscript>
    </>
  );
}
