import * as z from "zod";

const FEATURES_MAX = 1_000;

/** What a language model may be asked to do. Without a limit in dollars or tokens a small one is set. */
export const ExplainRequest = z.strictObject({
  explainer: z.string().min(1).max(64),
  scorers: z.array(z.string().min(1).max(64)).max(8).default([]),
  maxUsd: z.number().positive().max(10_000).optional(),
  maxTokens: z.int().positive().max(1_000_000_000).optional(),
});
export type ExplainRequest = z.infer<typeof ExplainRequest>;

export const SourceExplainRequest = ExplainRequest.extend({
  features: z.array(z.int().nonnegative()).min(1).max(FEATURES_MAX),
});
export type SourceExplainRequest = z.infer<typeof SourceExplainRequest>;
