import * as z from "zod";
import { parseFeatureAddress } from "#lib/catalog/feature-address.ts";

/** Features of one request: as many as fit an hour or two of a language model. */
const FEATURES_MAX = 1_000;

const Method = z.string().min(1).max(64);
const Scorers = z.array(Method).max(8);
/** Without a limit in dollars or tokens a small one is set. */
const limits = {
  maxUsd: z.number().positive().max(10_000).optional().describe("of all features together"),
  maxTokens: z.int().positive().max(1_000_000_000).optional().describe("of all features together"),
};

/** What a language model may be asked to do with a feature. */
export const ExplainRequest = z.strictObject({ explainer: Method, scorers: Scorers.default([]), ...limits });
export type ExplainRequest = z.infer<typeof ExplainRequest>;

/** The same for many features of a source: those named, or those that most people look at. */
export const SourceExplainRequest = ExplainRequest.extend({
  features: z.array(z.int().nonnegative()).min(1).max(FEATURES_MAX).optional(),
  mostViewed: z
    .int()
    .min(1)
    .max(FEATURES_MAX)
    .optional()
    .describe("so many of the features that this explainer has not explained, the most looked at first"),
}).refine(({ features, mostViewed }) => (features === undefined) !== (mostViewed === undefined), {
  message: "name the features or say how many of the mostViewed",
});
export type SourceExplainRequest = z.infer<typeof SourceExplainRequest>;

/** The same for features of any sources. Without an explainer the explanations that they have are scored. */
export const ListExplainRequest = z
  .strictObject({
    features: z
      .array(
        z.string().transform((text, context) => {
          const address = parseFeatureAddress(text);
          if (address) return address;
          context.addIssue({ code: "custom", message: "a feature is `model/source/index`" });
          return z.NEVER;
        }),
      )
      .min(1)
      .max(FEATURES_MAX)
      .describe("`model/source/index` each"),
    explainer: Method.optional().describe("left out, the explanations that the features have are scored"),
    scorers: Scorers.default([]),
    ...limits,
  })
  .refine(({ explainer, scorers }) => explainer !== undefined || scorers.length > 0, {
    message: "name an explainer, or scorers for the explanations that are there",
  });
export type ListExplainRequest = z.infer<typeof ListExplainRequest>;

/** Scorers for an explanation that is there. */
export const ScoreRequest = z.strictObject({ scorers: Scorers.min(1), ...limits });
export type ScoreRequest = z.infer<typeof ScoreRequest>;
