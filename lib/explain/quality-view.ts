import * as z from "zod";
import { Histogram } from "#lib/catalog/schema.ts";
import { Difference, ExplanationView, JobCost } from "#lib/explain/schema.ts";

const maybe = z.number().nullable();

/** A feature that a method explains well or badly. */
export const ExplainedFeature = z.object({
  index: z.int(),
  explanation: z.int().describe("id of its explanation"),
  text: z.string(),
  value: z.number(),
  low: maybe,
  high: maybe,
  baseline: maybe,
  difference: Difference.nullable().describe("to the best baseline; null where it was not counted by document"),
});
export type ExplainedFeature = z.infer<typeof ExplainedFeature>;

/** How one scorer finds the explanations of one method. */
export const ScorerQuality = z.object({
  scorer: z.string(),
  judge: z.string().nullable(),
  metric: z.string(),
  scored: z.int(),
  notEnoughData: z.int(),
  failed: z.int().describe("scores that could not be had: every answer failed"),
  beatBaseline: z.int().describe("explanations whose difference to the best baseline has an interval above 0"),
  quartiles: z.object({ low: z.number(), median: z.number(), high: z.number() }).nullable().describe("of the values"),
  baselineMedian: maybe,
  differenceMedian: maybe.describe("of each value and its best baseline"),
  values: Histogram.nullable(),
  baselines: Histogram.nullable().describe("of each explanation's best baseline, in the bins of `values`"),
  best: z.array(ExplainedFeature).describe("surely above the baseline first, then by how far the value is above it"),
  worst: z.array(ExplainedFeature).describe("the value furthest below its baseline first"),
});
export type ScorerQuality = z.infer<typeof ScorerQuality>;

/** What one method wrote of a source's features, as it is now. */
export const MethodQuality = ExplanationView.pick({ method: true, llmModel: true, side: true }).extend({
  explained: z.int().describe("features it has an explanation of"),
  failures: z.array(z.object({ kind: z.string(), features: z.int() })).describe("features it has none of, by why"),
  scorers: z.array(ScorerQuality),
});
export type MethodQuality = z.infer<typeof MethodQuality>;

/** How the features of a source do by a scorer that needs no explanation. */
export const FeatureScorerQuality = ScorerQuality.pick({
  scorer: true,
  metric: true,
  scored: true,
  notEnoughData: true,
  failed: true,
  quartiles: true,
  baselineMedian: true,
}).extend({ beatBaseline: z.int().describe("features whose interval lies above the best baseline") });
export type FeatureScorerQuality = z.infer<typeof FeatureScorerQuality>;

export const ExplanationQuality = z
  .object({
    model: z.string(),
    source: z.string(),
    features: z.int().describe("of the source, dead ones included"),
    methods: z.array(MethodQuality),
    featureScorers: z.array(FeatureScorerQuality).describe("of its features themselves, without an explanation"),
    cost: JobCost.nullable().describe("what the jobs that explained it paid language models; null when none was asked"),
  })
  .meta({ id: "ExplanationQuality", description: "How well each method explains the features of a source." });
export type ExplanationQuality = z.infer<typeof ExplanationQuality>;
