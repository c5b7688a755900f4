import { explanationSentence, isStatistical, shortenText } from "#app/_components/explanation/describe-explanation.ts";
import type { TextSearch, TextSearchFeature } from "#lib/search/text/schema.ts";

/** A feature where there is room for a line; most of what a page holds are these. */
export type PackedFeature = Pick<TextSearchFeature, "source" | "index" | "density" | "maxActivation" | "surprise"> & {
  /** Its explanation, shortened; empty when it has none. */
  label: string;
  isStatistical: boolean;
  /** Shown where there is no explanation. */
  topTokens: string[];
  positions: number[];
  values: number[];
};

/** A feature of the whole text, with room for what it is. */
export type TextCard = Pick<TextSearchFeature, "score" | "strength" | "aboveMaximum" | "peak" | "explanation"> & {
  /** Counts into `features`. */
  feature: number;
};

/** An answer as a page needs it: what is shown of a feature once, and by token only which ones. */
export type PackedTextSearch = Omit<TextSearch, "features" | "ranking" | "byToken"> & {
  features: PackedFeature[];
  cards: TextCard[];
  /** [tokens] best first, counting into `features`. */
  byToken: number[][];
};

const LABEL_CHARACTERS = 80;
const TOKENS_SHOWN = 4;

export function packTextSearch({ features, ranking, byToken, ...rest }: TextSearch): PackedTextSearch {
  return {
    ...rest,
    features: features.map(packFeature),
    cards: ranking.flatMap((feature) => {
      const found = features[feature];
      if (!found) return [];
      const { score, strength, aboveMaximum, peak, explanation } = found;
      return [{ feature, score, strength, aboveMaximum, peak, explanation }];
    }),
    byToken: byToken.map((entries) => entries.map(({ feature }) => feature)),
  };
}

function packFeature(feature: TextSearchFeature): PackedFeature {
  const { source, index, density, maxActivation, surprise, explanation, topTokens, positions, values } = feature;
  return {
    source,
    index,
    density,
    maxActivation,
    surprise,
    label: explanation ? shortenText(explanationSentence(explanation), LABEL_CHARACTERS) : "",
    isStatistical: explanation !== null && isStatistical(explanation),
    topTokens: explanation ? [] : topTokens.slice(0, TOKENS_SHOWN),
    positions,
    values,
  };
}
