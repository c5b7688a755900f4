import * as z from "zod";
import { ActivationExample } from "#lib/catalog/schema.ts";
import { ExplainProvenance, ExplanationView } from "#lib/explain/schema.ts";

const SparseValues = z.object({ positions: z.array(z.int()), values: z.array(z.number()) });

/** A held-out text with what an explanation predicted on it and what the feature did there. */
export const EvidencePassage = ActivationExample.pick({
  sequence: true,
  document: true,
  start: true,
  tokens: true,
  fragments: true,
})
  .extend({
    kind: z
      .enum(["hit", "miss", "false-alarm", "silent"])
      .describe("chosen for a token rightly predicted, one missed, one falsely predicted, or for none of them"),
    predicted: SparseValues.describe("values by position; where none is listed, 0"),
    actual: SparseValues,
  })
  .meta({ id: "EvidencePassage" });
export type EvidencePassage = z.infer<typeof EvidencePassage>;

export const ExplanationEvidence = z
  .object({
    feature: z.object({
      address: z.string(),
      model: z.string(),
      source: z.string(),
      index: z.int(),
      maxActivation: z.number(),
    }),
    explanation: ExplanationView,
    current: z.boolean().describe("false when a later one replaced it, or when the source's weights are others now"),
    provenance: ExplainProvenance.nullable().describe("how it was written; null for what a person wrote"),
    scores: z.array(
      z.object({
        id: z.int().describe("of one of the explanation's scores"),
        provenance: ExplainProvenance,
        passages: z.array(EvidencePassage),
        passagesGone: z.int().describe("kept passages whose text is no longer stored"),
      }),
    ),
  })
  .meta({
    id: "ExplanationEvidence",
    description: "An explanation with the held-out texts that speak for and against it.",
  });
export type ExplanationEvidence = z.infer<typeof ExplanationEvidence>;
