import type { TokenWindow } from "#lib/catalog/token-window.ts";
import type { RankedFeature, SourceTraces, TextRanking } from "./rank-text.ts";
import type { TextActivity } from "./schema.ts";

/** Figures a reader compares; more digits would only make the answer longer. */
const DIGITS = 4;

/** A ranking as it is sent: figures to four digits. */
export function presentActivity(
  text: TokenWindow & Pick<TextActivity, "special" | "windows">,
  sources: readonly SourceTraces[],
  { features, ranking, byToken, active, unranked }: TextRanking,
): Omit<TextActivity, "elapsedMs"> {
  return {
    ...text,
    sources: sources.map(({ source, tokens }) => ({ id: source, tokens, unranked: unranked.get(source) ?? 0 })),
    active,
    features: features.map(presentFeature),
    ranking,
    byToken: byToken.map((entries) =>
      entries.map(({ feature, strength, score }) => ({ feature, strength: shorten(strength), score: shorten(score) })),
    ),
  };
}

function presentFeature({ maxActivation, surprise, strength, score, values, ...feature }: RankedFeature) {
  return {
    ...feature,
    maxActivation: shorten(maxActivation),
    surprise: shorten(surprise),
    strength: shorten(strength),
    score: shorten(score),
    values: values.map(shorten),
  };
}

const shorten = (value: number) => Number(value.toPrecision(DIGITS));
