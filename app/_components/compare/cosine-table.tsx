import type { ReactNode } from "react";
import { formatValue } from "#app/_components/number/format.ts";
import type { Comparison } from "#lib/compare/schema.ts";
import { FeatureMatrix } from "./feature-matrix.tsx";
import { nameCompared } from "./name-compared.ts";

/** Cosines of decoder directions: whether features write the same. */
export function CosineTable({ comparison: { features, decoderCosine } }: { comparison: Comparison }): ReactNode {
  return (
    <section className="section min-w-0" aria-labelledby="cosines">
      <h2 id="cosines">Where they point</h2>
      <p className="note mb-1 max-w-measure">
        Cosine of decoder directions: 1 for the same, 0 for unrelated ones. Across layers the residual stream is shared,
        but what a direction means there may turn.
      </p>
      <FeatureMatrix
        name="Table of cosines"
        features={features.map(nameCompared)}
        heading="Feature"
        cell={(row, column) => {
          const cosine = decoderCosine[row]?.[column] ?? null;
          return cosine === null ? <span className="text-quiet">other space</span> : formatValue(cosine);
        }}
      />
    </section>
  );
}
