import * as z from "zod";
import { LEAD_FIELDS } from "#lib/corpus/lead-fields.ts";
import { ExplanationView, JobCost, ScoreView } from "#lib/explain/schema.ts";
import { ExplanationFailureView, ExplanationLine } from "#lib/explain/views.ts";

/** How a derived record was made: equal provenance gives equal bytes. */
export const Provenance = z
  .object({
    codeVersion: z.string(),
    modelHash: z.string(),
    sourceHash: z.string(),
    corpus: z.string(),
    corpusHash: z.string(),
    documents: z.int(),
    sequences: z.int(),
    tokens: z.int().describe("tokens counted; leads of sequences are not"),
    sequenceLength: z.int(),
    ...LEAD_FIELDS,
    seed: z.int(),
    executionProvider: z.string(),
    /** How the model's matrices were held; f32 where nothing is said. */
    weights: z.enum(["f32", "f16", "int8"]).optional(),
    computedAt: z.iso.datetime(),
  })
  .meta({ id: "Provenance" });
export type Provenance = z.infer<typeof Provenance>;

export const Interval = z
  .object({ low: z.number(), high: z.number() })
  .meta({ id: "Interval", description: "95%, percentile bootstrap over documents, 1,000 resamples." });
export type Interval = z.infer<typeof Interval>;

/** Quality of a source on held-out documents, each figure beside what it must beat. Losses and divergences in nats a token. */
export const SourceQuality = z
  .object({
    tokens: z.int().describe("held-out tokens measured, leads of sequences not counted"),
    documents: z.int(),
    l0: z.number().describe("mean active features a token"),
    fve: z.number().describe("1 − Σ‖x−x̂‖² / Σ‖x−x̄‖², in float64"),
    mse: z.number().describe("Σ‖x−x̂‖² / (tokens · width)"),
    /** FVE of the best linear reconstruction of the same rank as L0: what no dictionary is needed for. */
    pcaFve: z.number(),
    pcaRank: z.int(),
    ceClean: z.number(),
    ceWithSource: z.number(),
    ceZeroAblated: z.number(),
    ceMeanAblated: z.number(),
    ceRecoveredZero: z
      .number()
      .optional()
      .describe("(ablated − with source) / (ablated − clean); absent where the ablation does no harm"),
    ceRecoveredMean: z.number().optional().describe("the same with the mean in place of zero"),
    /** Absent in rows that were written before it was measured. */
    klWithSource: z
      .number()
      .optional()
      .describe("KL(clean ‖ with source) of what is predicted next, mean over tokens; the clean model's own is 0"),
    klZeroAblated: z.number().optional().describe("the same with zero in place of the reconstruction"),
    klMeanAblated: z.number().optional().describe("the same with the mean in place of the reconstruction"),
    overflowShare: z.number().optional().describe("tokens with more active features than the graph returns"),
    /** Absent where too few documents were measured, and in rows that were written before intervals were. */
    fveInterval: Interval.optional(),
    pcaFveInterval: Interval.optional().describe("of what the directions fitted on all documents explain"),
    ceRecoveredZeroInterval: Interval.optional(),
    ceRecoveredMeanInterval: Interval.optional(),
    klWithSourceInterval: Interval.optional(),
  })
  .meta({ id: "SourceQuality" });
export type SourceQuality = z.infer<typeof SourceQuality>;

export const SourceSummary = z
  .object({
    tokens: z.int().describe("tokens over which densities and dead features are counted"),
    live: z.int(),
    dead: z.int(),
    examples: z.int(),
    detailBytes: z.int().describe("bytes of all feature details together"),
  })
  .meta({ id: "SourceSummary" });
export type SourceSummary = z.infer<typeof SourceSummary>;

export const CorpusProvenance = z.object({
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string(), documents: z.int() })),
  kinds: z.array(z.object({ kind: z.string(), documents: z.int(), tokens: z.int() })),
});
export type CorpusProvenance = z.infer<typeof CorpusProvenance>;

/**
 * How a run computes, fixed before it starts: same parameters and inputs, same bytes of a source, whichever others are in the
 * run.
 */
export const RunParameters = z.object({
  seed: z.int().nonnegative(),
  sequenceLength: z.int().positive(),
  documents: z.int(),
  sequences: z.int(),
  tokens: z.int().describe("tokens counted; leads of sequences are not"),
  ...LEAD_FIELDS,
  /** Whole documents each: sequences from `first` to before `end`. */
  shards: z.array(z.object({ first: z.int(), end: z.int(), tokens: z.int() })),
  /** Sequences of held-out documents on which quality is measured. */
  measured: z.array(z.int()),
  /** Digest of all that decides the sequences: the same need not be read again. Runs from before it was kept have none. */
  ingestion: z.string().default(""),
  codeVersion: z.string(),
});
export type RunParameters = z.infer<typeof RunParameters>;

/** What the nearest feature of a source comes to for directions drawn at random: a cosine below says nothing. */
export const RelationChance = z
  .object({
    directions: z.int().describe("directions drawn"),
    median: z.number().describe("cosine of the nearest feature, median over the directions"),
    high: z.number().describe("the same, exceeded by one direction in twenty"),
  })
  .meta({ id: "RelationChance" });
export type RelationChance = z.infer<typeof RelationChance>;

export const ModelSummary = z
  .object({
    id: z.string().describe("the model's slug"),
    name: z.string(),
    description: z.string(),
    architecture: z.string(),
    layers: z.int(),
    dModel: z.int(),
    vocabularySize: z.int(),
    contextSize: z.int(),
    parameters: z.number(),
    licence: z.string(),
    contentHash: z.string(),
    sources: z.int(),
    features: z.int(),
  })
  .meta({ id: "Model", description: "A language model." });
export type ModelSummary = z.infer<typeof ModelSummary>;

export const ModelPage = pageOf(ModelSummary).meta({ id: "ModelPage", description: "One page of the models." });
export type ModelPage = z.infer<typeof ModelPage>;

/** A model with what its own page shows besides. */
export const ModelDetail = ModelSummary.extend({
  card: z.unknown().describe("the model card's measured figures and data, as published"),
  revision: z.int(),
}).meta({ id: "ModelDetail", description: "A language model with its card." });
export type ModelDetail = z.infer<typeof ModelDetail>;

export const SourceInfo = z
  .object({
    model: z.string(),
    id: z.string().describe("`<layer>-<set>`, or the layer alone for raw neurons"),
    set: z.string(),
    name: z.string().describe("name of its source set"),
    description: z.string().describe("what its source set is"),
    kind: z.enum(["sae", "transcoder", "directions", "neurons"]),
    architecture: z.string(),
    layer: z.int(),
    hookIn: z.string(),
    hookOut: z.string().nullable(),
    features: z.int(),
    k: z.int().nullable(),
    contentHash: z.string(),
    state: z.enum(["registered", "computing", "ready", "failed"]),
    quality: SourceQuality.nullable(),
    summary: SourceSummary.nullable(),
    published: z.unknown().describe("figures its authors published with it, as they are; null when none"),
    provenance: Provenance.nullable(),
    revision: z.int(),
  })
  .meta({ id: "Source", description: "One dictionary of features read at one hook point of a model." });
export type SourceInfo = z.infer<typeof SourceInfo>;

export const SourcePage = pageOf(SourceInfo).meta({ id: "SourcePage", description: "One page of the sources." });
export type SourcePage = z.infer<typeof SourcePage>;

/** One row of a feature table. */
export const FeatureRow = z
  .object({
    index: z.int(),
    density: z.number().describe("share of counted tokens on which it is active"),
    maxActivation: z.number(),
    activeTokens: z.int(),
    topTokens: z.array(z.string()),
    outputTokens: z.array(z.string()),
    explanation: ExplanationLine.nullable().describe("the best of what it responds to, or the method's asked for"),
    explanationFailure: ExplanationFailureView.pick({ method: true, kind: true, detail: true })
      .nullable()
      .describe("why there is no explanation; null where there is one, or where none was asked for"),
  })
  .meta({ id: "FeatureRow" });
export type FeatureRow = z.infer<typeof FeatureRow>;

/** The live features of another source that are nearest to one. */
export const SimilarInSource = z.object({
  source: z.string(),
  layer: z.int(),
  kind: z.enum(["sae", "transcoder", "directions", "neurons"]),
  chance: RelationChance,
  features: z.array(FeatureRow.extend({ cosine: z.number().describe("of decoder directions") })),
});
export type SimilarInSource = z.infer<typeof SimilarInSource>;

export const SimilarFeatures = z
  .object({
    model: z.string(),
    source: z.string(),
    index: z.int(),
    sources: z.array(SimilarInSource).describe("other listed sources of the model, by layer"),
  })
  .meta({
    id: "SimilarFeatures",
    description: "Features like one in the other sources of its model, by cosine of decoder directions.",
  });
export type SimilarFeatures = z.infer<typeof SimilarFeatures>;

export const FeaturePage = pageOf(FeatureRow).meta({ id: "FeaturePage", description: "One page of a feature table." });
export type FeaturePage = z.infer<typeof FeaturePage>;

/** One token as a reader sees it: text, or `bytes` (hex) when the token alone is not valid UTF-8. */
export const TokenText = z.object({ id: z.int(), text: z.string(), bytes: z.string().optional() });
export type TokenText = z.infer<typeof TokenText>;

export const TokenFragments = z
  .array(z.object({ position: z.int(), bytes: z.string() }))
  .describe("tokens that are not UTF-8 on their own, in hex; a character is given whole to the token that ends it");

export const ActivationExample = z
  .object({
    sequence: z.int(),
    document: z.object({ title: z.string(), kind: z.string(), origin: z.string() }),
    start: z.int().describe("position of the first token in its document"),
    tokens: z.array(z.string()).describe("texts of the tokens, the lead left out; joined they are the text"),
    fragments: TokenFragments,
    /** Sparse: `values[i]` is the activation at `positions[i]`, positions ascending. */
    positions: z.array(z.int()),
    values: z.array(z.number()),
    peak: z.int().describe("position of the largest value"),
  })
  .meta({ id: "ActivationExample" });
export type ActivationExample = z.infer<typeof ActivationExample>;

export const ExampleGroup = z
  .object({
    kind: z.enum(["top", "quantile", "random"]),
    /** For quantile groups, strongest first: range of peak values and share of activating sequences. */
    quantile: z.object({ index: z.int(), low: z.number(), high: z.number(), share: z.number() }).nullable(),
    examples: z.array(ActivationExample),
  })
  .meta({ id: "ExampleGroup" });
export type ExampleGroup = z.infer<typeof ExampleGroup>;

export const Histogram = z
  .object({ low: z.number(), high: z.number(), counts: z.array(z.int()) })
  .meta({ id: "Histogram", description: "Equal-width bins from low to high." });
export type Histogram = z.infer<typeof Histogram>;

export const SourceDensities = z
  .object({
    tokens: z.int().nullable().describe("tokens counted; null where that was not noted"),
    live: z.int(),
    dead: z.int().describe("features never active on those tokens: density 0, which has no logarithm"),
    log10Densities: Histogram.nullable().describe("live features by log10 of their density; null when none is live"),
  })
  .meta({ id: "SourceDensities", description: "How often a source's features are active: a histogram of densities." });
export type SourceDensities = z.infer<typeof SourceDensities>;

export const FeatureDetail = z
  .object({
    address: z.string().describe("`model/source/index`"),
    model: z.string(),
    source: z.string(),
    index: z.int(),
    density: z.number(),
    maxActivation: z.number(),
    meanActivation: z.number().describe("mean of its values where active"),
    tokens: z.int().describe("tokens counted"),
    activeTokens: z.int(),
    activeSequences: z.int(),
    activeDocuments: z.int(),
    dead: z.boolean(),
    groups: z.array(ExampleGroup),
    histogram: Histogram.nullable(),
    quantiles: z.array(z.object({ at: z.number(), value: z.number() })).describe("of its values where active"),
    quantileError: z.number().describe("how far off a quantile can be"),
    outputTokens: z.object({
      normalisation: z.string(),
      top: z.array(z.object({ token: z.string(), logit: z.number() })),
      bottom: z.array(z.object({ token: z.string(), logit: z.number() })),
      histogram: Histogram.nullable(),
    }),
    nearest: z.array(z.object({ index: z.int(), cosine: z.number() })),
    coactive: z
      .array(
        z.object({
          index: z.int(),
          tokens: z.int().describe("tokens on which both are active"),
          phi: z.number().describe("correlation of being active at all"),
          shareOfFeature: z.number().describe("share of this feature's active tokens"),
          shareOfPartner: z.number().describe("share of the other's active tokens"),
        }),
      )
      .describe("features active on the same tokens, of all features of the source"),
    explanations: z.array(ExplanationView).describe("current ones of either side, best first"),
    explanationFailures: z.array(ExplanationFailureView).describe("methods that gave none, and why"),
    scores: z.array(ScoreView).describe("of its passages themselves, by methods that need no explanation"),
    explanationsRevision: z.string().describe("changes whenever an explanation, a score or a failure does"),
    provenance: Provenance.nullable(),
    revision: z.int(),
  })
  .meta({ id: "Feature", description: "One feature with everything its page shows." });
export type FeatureDetail = z.infer<typeof FeatureDetail>;

export const JobView = z
  .object({
    id: z.int(),
    name: z.string(),
    title: z.string(),
    work: z.string(),
    state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
    unit: z.string(),
    total: z.number(),
    done: z.number(),
    rate: z.number().nullable().describe("units a second"),
    etaSeconds: z.number().nullable(),
    error: z.string().nullable(),
    note: z.string().nullable(),
    cost: JobCost.nullable().describe("what language models were paid for it so far"),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Job" });
export type JobView = z.infer<typeof JobView>;

export const Health = z
  .object({
    status: z.enum(["ok", "unavailable"]),
    version: z.string(),
    catalog: z.object({
      models: z.int(),
      sources: z.int(),
      features: z.int(),
      examples: z.int(),
      explanations: z.int().describe("counted up to 500,000"),
    }),
    jobs: z.object({ waiting: z.int(), running: z.int(), failed: z.int() }),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;

/** Answer of `POST …/activations`: one feature's activations on a visitor's text. */
export const LiveActivations = z
  .object({
    tokens: z
      .array(z.string())
      .describe("texts of the text's tokens, the lead left out; joined they are what the model read"),
    fragments: TokenFragments,
    values: z.array(z.number()).describe("activation at each token, 0 where silent"),
    peak: z.int().nullable().describe("position of the largest value; null when silent everywhere"),
    truncated: z.boolean().describe("the text was longer than the model's context and was cut"),
    elapsedMs: z.number(),
  })
  .meta({ id: "LiveActivations" });
export type LiveActivations = z.infer<typeof LiveActivations>;

function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.int().describe("how many match, on all pages"),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
  });
}
