import type { ReactNode } from "react";
import { HistogramFigure } from "#app/_components/chart/histogram-figure.tsx";
import { formatShare, formatValue } from "#app/_components/number/format.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";

/** How strongly it fires when it fires, and how its output weights spread over the vocabulary. */
export function DistributionSection({ feature }: { feature: FeatureDetail }): ReactNode {
  const { histogram, quantiles, outputTokens } = feature;
  if (!histogram && !outputTokens.histogram) return null;
  return (
    <section className="section" aria-labelledby="distribution">
      <h2 id="distribution">Distributions</h2>
      {histogram ? (
        <HistogramFigure
          histogram={histogram}
          title="Activations, where active"
          unit="tokens"
          log
          caption={quantileSentence(quantiles)}
        />
      ) : null}
      {outputTokens.histogram ? (
        <HistogramFigure
          histogram={outputTokens.histogram}
          title="Output logits over the vocabulary"
          unit="vocabulary tokens"
          signed
          caption={outputTokens.normalisation}
        />
      ) : null}
    </section>
  );
}

function quantileSentence(quantiles: FeatureDetail["quantiles"]): string {
  const parts = quantiles.map(({ at, value }) => `${formatShare(at)} are at most ${formatValue(value)}`);
  return parts.length === 0
    ? "Counts on a log scale."
    : `Of its active tokens ${parts.join(", ")}. Counts on a log scale.`;
}
