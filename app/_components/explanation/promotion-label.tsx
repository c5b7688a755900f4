import type { ReactNode } from "react";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { headlineEntry } from "./headline-entry.ts";
import { PromotionLine } from "./promotion-line.tsx";

/**
 * Whether what the weights promote really comes next: the best explanation of the output side, beside the tokens. A phone's
 * first screen has room for the figure only, and the words are in the section below.
 */
export function PromotionLabel({ feature }: { feature: FeatureDetail }): ReactNode {
  const explanation = feature.explanations.find(({ side }) => side === "output");
  if (explanation) return <PromotionLine entry={headlineEntry(feature, explanation)} />;
  const failure = feature.explanationFailures.find(({ method }) => method.startsWith("output"));
  return failure ? <p className="note promotion-why">{failure.detail}</p> : null;
}
