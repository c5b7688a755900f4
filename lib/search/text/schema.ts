import * as z from "zod";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { TokenFragments } from "#lib/catalog/schema.ts";
import { ExplanationLine } from "#lib/explain/views.ts";
import { LiveText } from "#lib/jobs/live-text.ts";
import { TEXT_SOURCES_MAX } from "./source-limit.ts";

/** 2,000 characters of English are about 500 tokens; of a script that the tokenizer spells in bytes several thousand. */
export const TEXT_TOKENS_MAX = 2_048;

const limits = {
  limit: z.int().min(1).max(100).describe("how many features for the whole text"),
  tokenLimit: z.int().min(1).max(20).describe("how many features for each token"),
};
export const TEXT_LIMITS = { limit: 20, tokenLimit: 5 };

/** What a worker is asked; the same on both ends. */
export const TextSearchRequest = z.object({
  model: ModelSlug,
  sources: z.array(SourceSlug).min(1).max(TEXT_SOURCES_MAX),
  text: LiveText,
  ...limits,
});
export type TextSearchRequest = z.infer<typeof TextSearchRequest>;

const SourceList = z
  .array(SourceSlug)
  .min(1, "choose at least one source")
  .max(TEXT_SOURCES_MAX, `at most ${TEXT_SOURCES_MAX} sources at a time`);

/** What a client asks: without sources the model's SAEs. */
export const TextSearchInput = z.strictObject({
  model: ModelSlug,
  sources: SourceList.optional().describe("ids of the model's sources; its SAEs unless given"),
  text: LiveText,
  limit: limits.limit.default(TEXT_LIMITS.limit),
  tokenLimit: limits.tokenLimit.default(TEXT_LIMITS.tokenLimit),
});
export type TextSearchInput = z.infer<typeof TextSearchInput>;

const wholeNumber = z.coerce.number();

/** The same as a query string: sources joined by commas. */
export const TextSearchQuery = z.strictObject({
  model: ModelSlug,
  sources: z
    .string()
    .transform((list) => list.split(","))
    .pipe(SourceList)
    .optional()
    .describe("ids of the model's sources, joined by commas; its SAEs unless given"),
  text: LiveText,
  limit: wholeNumber.pipe(limits.limit).default(TEXT_LIMITS.limit),
  tokenLimit: wholeNumber.pipe(limits.tokenLimit).default(TEXT_LIMITS.tokenLimit),
});

const ActiveFeature = z.object({
  source: z.string(),
  index: z.int(),
  maxActivation: z.number().describe("its largest activation in the corpus"),
  surprise: z.number().describe("−log2 of its density, in bits"),
  strength: z.number().describe("its largest value in the text as a share of maxActivation, at most 1"),
  aboveMaximum: z.boolean().describe("its largest value is beyond what the corpus showed"),
  score: z.number().describe("surprise × strength × (2 − strength / sum of its strengths): what ranks it here"),
  peak: z.int().describe("position of its largest value"),
  positions: z.array(z.int()),
  values: z.array(z.number()).describe("its activation at each of `positions`; 0 elsewhere"),
});

const TextFeatures = z.object({
  tokens: z.array(z.string()).describe("texts of the text's tokens, the lead left out; joined they are it"),
  fragments: TokenFragments,
  special: z.array(z.int()).describe("positions of special tokens written in the text; what fires there is left out"),
  windows: z.array(z.int()).describe("positions at which the model began reading anew, its context being full"),
  sources: z.array(
    z.object({
      id: z.string(),
      tokens: z.int().describe("tokens of the corpus on which densities and maxima are counted"),
      unranked: z.int().describe("features active here that are dead in the corpus: nothing to compare with"),
    }),
  ),
  active: z.int().describe("ranked features that are active anywhere in the text"),
  features: z.array(ActiveFeature).describe("the features that `ranking` and `byToken` count into"),
  ranking: z.array(z.int()).describe("best features for the whole text, best first"),
  byToken: z
    .array(
      z.array(
        z.object({
          feature: z.int(),
          strength: z.number().describe("its value on this token as a share of its maxActivation, at most 1"),
          score: z.number().describe("strength × surprise"),
        }),
      ),
    )
    .describe("best features of each token, best first"),
  elapsedMs: z.number().describe("what the worker took"),
});

/** A worker's answer. */
export const TextActivity = TextFeatures;
export type TextActivity = z.infer<typeof TextActivity>;

/** The answer with what the catalog says of each feature. */
export const TextSearch = TextFeatures.extend({
  model: z.string(),
  features: z
    .array(
      ActiveFeature.extend({
        density: z.number().describe("share of counted tokens on which it is active"),
        topTokens: z.array(z.string()),
        explanation: ExplanationLine.nullable().describe("the best of what it responds to"),
      }),
    )
    .describe("the features that `ranking` and `byToken` count into"),
}).meta({ id: "TextSearch", description: "Which features fire on a text, ranked as a whole and token by token." });
export type TextSearch = z.infer<typeof TextSearch>;
export type TextSearchFeature = TextSearch["features"][number];

/** How far a worker is: `done` of `total` tokens read, or requests before this one. */
export const TextProgress = z
  .object({
    stage: z.enum(["waiting", "loading", "reading"]),
    done: z.int(),
    total: z.int(),
  })
  .meta({ id: "TextSearchProgress" });
export type TextProgress = z.infer<typeof TextProgress>;

/** One line of a worker's answer; a line that is neither says what went wrong. */
export const TextEvent = z.union([z.object({ progress: TextProgress }), z.object({ answer: TextActivity })]);
export type TextEvent = z.infer<typeof TextEvent>;

/** What the site gives as it gets on: any number of progress reports, then the answer. */
export const TextSearchLine = z.union([z.object({ progress: TextProgress }), z.object({ answer: TextSearch })]);
export type TextSearchLine = z.infer<typeof TextSearchLine>;
