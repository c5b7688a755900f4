import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { FeatureView } from "#app/_data/features.ts";
import { Neighbours } from "./neighbours.tsx";

const TOKENS_SHOWN = 3;
const EXPLANATION_CHARACTERS = 48;

/** Features that point the same way, and features that fire together: two different questions. */
export function NeighbourSections({ view: { feature, neighbours } }: { view: FeatureView }): ReactNode {
  const source = { model: feature.model, source: feature.source };
  const topTokens = (index: number) => (neighbours.get(index)?.topTokens ?? []).slice(0, TOKENS_SHOWN);
  const explained = (index: number) => {
    const explanation = neighbours.get(index)?.explanation;
    return explanation ? shortenText(explanation.text, EXPLANATION_CHARACTERS) : null;
  };
  return (
    <>
      <Neighbours
        id="nearest"
        title="Nearest features"
        note="By cosine of decoder directions, over all features of this source."
        columns={["Cosine"]}
        source={source}
        rows={feature.nearest.map(({ index, cosine }) => ({
          index,
          figures: [formatValue(cosine)],
          topTokens: topTokens(index),
          explained: explained(index),
        }))}
      />
      {feature.dead ? null : (
        <Neighbours
          id="coactive"
          title="Active together"
          note="By φ, the correlation of being active at all, over all counted tokens."
          columns={["Tokens", "φ"]}
          source={source}
          rows={feature.coactive.map(({ index, tokens, phi }) => ({
            index,
            figures: [formatCount(tokens), formatValue(phi)],
            topTokens: topTokens(index),
            explained: explained(index),
          }))}
        />
      )}
    </>
  );
}
