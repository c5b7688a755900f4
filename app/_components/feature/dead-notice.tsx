import type { ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";

/** Says plainly that there is nothing to show, and over how much text that was found. */
export function DeadNotice({ feature }: { feature: FeatureDetail }): ReactNode {
  const { provenance } = feature;
  return (
    <section className="section prose" aria-labelledby="dead">
      <h2 id="dead">A dead feature</h2>
      <p className="mt-2">
        {provenance
          ? `It was not active on any of the ${formatCount(provenance.tokens)} tokens of the corpus ${provenance.corpus}.`
          : "It was not active on any token counted."}{" "}
        It has no examples. Other text may still wake it: try a sentence below. Its output tokens come from its weights
        alone and describe what it would promote if it fired.
      </p>
    </section>
  );
}
