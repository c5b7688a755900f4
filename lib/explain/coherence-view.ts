import * as z from "zod";
import { EvidencePassage, ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import { ExplainProvenance, ScoreView } from "#lib/explain/schema.ts";

/** Passages of which all but one fire a feature. */
export const IntruderSetView = z.object({
  intruder: z.int().describe("which passage, from 0, the feature is silent in"),
  guess: z.int().describe("which one was taken for it"),
  passages: z
    .array(EvidencePassage.omit({ kind: true, predicted: true }))
    .describe("as they were compared, whole; `start` counts tokens of the document"),
});
export type IntruderSetView = z.infer<typeof IntruderSetView>;

export const FeatureCoherence = z
  .object({
    feature: ExplanationEvidence.shape.feature,
    score: ScoreView,
    provenance: ExplainProvenance,
    sets: z.array(IntruderSetView),
    setsGone: z.int().describe("kept sets with a passage whose text is no longer stored"),
  })
  .meta({
    id: "FeatureCoherence",
    description:
      "Whether the passages in which a feature fires hang together, with sets that speak for and against it.",
  });
export type FeatureCoherence = z.infer<typeof FeatureCoherence>;
