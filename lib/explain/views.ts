import * as z from "zod";
import { ExplanationView, ScoreView } from "#lib/explain/schema.ts";

/** Why a method gave a feature no explanation. */
export const ExplanationFailureView = z
  .object({
    method: z.string(),
    version: z.int(),
    llmModel: z.string().nullable(),
    kind: z.string().describe("silent, unsupported, refused, truncated, …"),
    detail: z.string().describe("one sentence for a reader"),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "ExplanationFailure" });
export type ExplanationFailureView = z.infer<typeof ExplanationFailureView>;

/** A score where there is room for one figure. */
export const ScoreLine = ScoreView.pick({
  id: true,
  scorer: true,
  state: true,
  value: true,
  low: true,
  high: true,
  baseline: true,
}).extend({ metric: z.string(), why: z.string().nullable().describe("why there is no value, when a scorer said so") });
export type ScoreLine = z.infer<typeof ScoreLine>;

/** An explanation where there is room for one line: its text, and the score that ranks it. */
export const ExplanationLine = ExplanationView.pick({
  id: true,
  text: true,
  method: true,
  author: true,
  llmModel: true,
})
  .extend({ score: ScoreLine.nullable() })
  .meta({ id: "ExplanationLine" });
export type ExplanationLine = z.infer<typeof ExplanationLine>;
