import type { FeatureDetail } from "#lib/catalog/schema.ts";

/** Why a feature has no explanation of what it responds to; `explained` when methods were asked at all. */
export function whyUnexplained({
  explanationFailures,
  explanations,
}: Pick<FeatureDetail, "explanationFailures" | "explanations">): string {
  const failure = explanationFailures.find(({ method }) => !method.startsWith("output"));
  if (failure) return `No explanation: ${lowerFirst(failure.detail)} These are its peak tokens.`;
  const asked = explanationFailures.length > 0 || explanations.length > 0;
  return asked
    ? "No explanation of what it responds to: these are its peak tokens."
    : "No explanation yet: these are its peak tokens.";
}

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
