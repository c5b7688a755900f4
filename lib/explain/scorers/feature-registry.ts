import type { FeatureScorer } from "#lib/explain/scorers/feature-scorer.ts";
import { intruderCoherence } from "#lib/explain/scorers/intruder-coherence.ts";

/** Every method that scores features without an explanation. */
export const FEATURE_SCORERS = {
  "intruder-coherence": intruderCoherence,
} as const satisfies Record<string, FeatureScorer>;

export type FeatureScorerName = keyof typeof FEATURE_SCORERS;
export const isFeatureScorerName = (name: string): name is FeatureScorerName => Object.hasOwn(FEATURE_SCORERS, name);
