import type { SourceMaterial } from "#lib/explain/material.ts";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import type { IntruderEvidence } from "#lib/explain/scorers/intruder-codec.ts";

/** A score of a feature before it is stored. */
export type FeatureScoreOutcome = Omit<ScoreOutcome, "evidence"> & { evidence: readonly IntruderEvidence[] };

/** A method that scores a feature's examples on documents that no explainer has seen. It needs no explanation, and asks nobody. */
export type FeatureScorer = {
  /** As stored and in URLs. */
  name: string;
  /** Raised whenever the same feature may get another score. */
  version: number;
  asks: false;
  embeds?: true;
  /** Readies what all features of a source share. */
  open(material: SourceMaterial, signal?: AbortSignal): Promise<(feature: number) => FeatureScoreOutcome>;
};
