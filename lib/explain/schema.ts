import * as z from "zod";
import { LEAD_FIELDS } from "#lib/corpus/lead-fields.ts";
import { Predicate } from "#lib/explain/predicates/predicate.ts";

/** What the results of one run of an explainer or scorer were made from: equal provenance gives equal results. */
export const ExplainProvenance = z
  .object({
    codeVersion: z.string(),
    modelHash: z.string(),
    sourceHash: z.string(),
    corpusHash: z.string(),
    ...LEAD_FIELDS,
    seed: z.int(),
    tokens: z
      .object({ explain: z.int(), select: z.int(), test: z.int() })
      .describe("tokens read of each split of the documents: written from, chosen on, scored on"),
    documents: z.object({ explain: z.int(), select: z.int(), test: z.int() }),
    settings: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe("prompt hash, temperature, …"),
    computedAt: z.iso.datetime(),
  })
  .meta({ id: "ExplainProvenance" });
export type ExplainProvenance = z.infer<typeof ExplainProvenance>;

/** What a job paid language models so far. */
export const JobCost = z
  .object({
    usd: z.number().describe("without the calls whose price is not known"),
    tokens: z.int().describe("read and written"),
    calls: z.int(),
    cachedCalls: z.int().describe("answers that were known and cost nothing"),
    estimatedCalls: z.int().describe("calls counted at their worst case, because no count came back"),
    unpricedCalls: z.int().describe("calls without a price"),
    maxUsd: z.number().nullable(),
    maxTokens: z.int().nullable(),
  })
  .meta({ id: "JobCost" });
export type JobCost = z.infer<typeof JobCost>;

const share = z.number().min(0).max(1);
const maybe = z.number().nullable();

/** A figure that a score must beat. */
export const Baseline = z.object({
  name: z.enum(["top-token", "shuffled", "constant", "base-rate", "chance"]),
  value: maybe,
  low: maybe.optional().describe("95% interval on the resamples of the score; left out where it was not counted"),
  high: maybe.optional(),
});
export type Baseline = z.infer<typeof Baseline>;

/** How far a score is above the best of its baselines; each resample of documents is drawn for both at once. */
export const Difference = z.object({
  against: Baseline.shape.name.describe("the baseline with the highest value"),
  value: z.number(),
  low: maybe.describe("95% interval of the difference: above 0 where the score is surely better"),
  high: maybe,
});
export type Difference = z.infer<typeof Difference>;

/** Where a prediction says yes and the feature is silent, by how hard the case is. */
export const FalseAlarms = z.object({
  negatives: z.enum(["random", "same-token", "nearest-text", "neighbour-feature"]),
  count: z.int(),
  rate: share,
});
export type FalseAlarms = z.infer<typeof FalseAlarms>;

/** Everything a scorer found besides its headline figure. */
export const ScoreDetail = z
  .object({
    metric: z.enum(["correlation", "balanced-accuracy", "auroc", "share-promoted", "accuracy"]),
    tokens: z.int().describe("held-out tokens, or examples where a judge saw examples"),
    documents: z.int(),
    baselines: z.array(Baseline),
    difference: Difference.optional().describe("left out where there is no figure, or it was not counted"),
    precision: maybe.optional(),
    recall: maybe.optional(),
    f1: maybe.optional(),
    f1Baseline: maybe.optional().describe("F1 of saying yes everywhere"),
    auroc: maybe.optional(),
    averagePrecision: maybe.optional(),
    prevalence: share.optional(),
    recallByDecile: z.array(maybe).optional().describe("strongest tenth of the positives first"),
    falseAlarms: z.array(FalseAlarms).optional(),
    failedShare: share.optional().describe("answers that could not be used, counted as wrong"),
    figures: z.record(z.string(), maybe).optional().describe("figures of this scorer alone"),
    why: z.string().optional().describe("why there is no headline figure"),
  })
  .meta({ id: "ScoreDetail" });
export type ScoreDetail = z.infer<typeof ScoreDetail>;

export const ScoreView = z
  .object({
    id: z.int(),
    scorer: z.string(),
    version: z.int(),
    judge: z.string().nullable().describe("the language model that judged, when one did"),
    state: z.enum(["scored", "not-enough-data", "failed"]),
    value: maybe,
    low: maybe.describe("95% interval by resampling documents"),
    high: maybe,
    baseline: maybe.describe("the best of its baselines"),
    positives: z.int(),
    detail: ScoreDetail,
    hasEvidence: z.boolean(),
    computedAt: z.iso.datetime(),
  })
  .meta({ id: "Score" });
export type ScoreView = z.infer<typeof ScoreView>;

export const ExplanationView = z
  .object({
    id: z.int(),
    side: z.enum(["input", "output"]).describe("what it responds to, or what it promotes"),
    text: z.string(),
    method: z.string().describe("the explainer's name; `person` for what somebody wrote"),
    version: z.int().nullable(),
    author: z.string().nullable(),
    llmModel: z.string().nullable(),
    predicate: Predicate.nullable().describe("the explanation as a rule that a machine can carry out"),
    createdAt: z.iso.datetime(),
    scores: z.array(ScoreView),
  })
  .meta({ id: "Explanation" });
export type ExplanationView = z.infer<typeof ExplanationView>;
