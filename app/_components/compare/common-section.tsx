import type { ReactNode } from "react";
import { findComparison } from "#app/_data/compare.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { CosineTable } from "./cosine-table.tsx";
import { OverlapTable } from "./overlap-table.tsx";

/** What features have in common, answered by a worker; of different models nothing is. */
export async function CommonSection({ features }: { features: readonly FeatureDetail[] }): Promise<ReactNode> {
  const models = new Set(features.map(({ model }) => model));
  if (models.size > 1)
    return (
      <Section>
        <p className="note">
          These are features of {models.size} models, which share neither tokens nor directions: only what they are said
          to be, and where they fire, can be compared.
        </p>
      </Section>
    );
  const outcome = await findComparison(features);
  if (outcome.kind === "failed")
    return (
      <Section>
        <p role="alert">{outcome.reason}</p>
      </Section>
    );
  const { comparison } = outcome;
  return (
    <div className="compared-tables">
      <OverlapTable comparison={comparison} />
      <CosineTable comparison={comparison} />
    </div>
  );
}

function Section({ children }: { children: ReactNode }): ReactNode {
  return (
    <section className="section" aria-labelledby="common">
      <h2 id="common">What they have in common</h2>
      {children}
    </section>
  );
}
