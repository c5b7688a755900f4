import { formatCount, formatOneIn } from "#app/_components/number/format.ts";
import { explanationSentence } from "#app/_components/explanation/describe-explanation.ts";
import { visibleTokenText } from "#app/_components/token/visible-token.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { firesOn } from "./fires-on.ts";

/** One sentence for search engines and link previews: its best explanation, or figures only. */
export function describeFeature(feature: FeatureDetail): string {
  if (feature.dead) {
    return `Never active${feature.provenance ? ` on ${formatCount(feature.provenance.tokens)} tokens` : ""}.`;
  }
  const best = feature.explanations.find(({ side }) => side === "input");
  if (best) return `${explanationSentence(best)}. Active on ${formatOneIn(feature.density)} tokens.`;
  const named = (tokens: readonly string[]) =>
    tokens.map((token) => `“${visibleTokenText(token).replace(/^·/, "")}”`).join(", ");
  const promoted = feature.outputTokens.top.slice(0, 3).map(({ token }) => token);
  const promotes = promoted.length > 0 ? `; promotes ${named(promoted)}` : "";
  return `Fires on ${named(firesOn(feature, 4))}, active on ${formatOneIn(feature.density)} tokens${promotes}.`;
}
