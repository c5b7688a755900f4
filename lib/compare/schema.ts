import * as z from "zod";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { Interval } from "#lib/catalog/schema.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";

/** What a worker is asked; the same on both ends. Features of one model, none twice. */
export const OverlapRequest = z.object({
  model: ModelSlug,
  features: z
    .array(z.object({ source: SourceSlug, index: z.int().nonnegative() }))
    .min(2)
    .max(COMPARED_MAX),
});
export type OverlapRequest = z.infer<typeof OverlapRequest>;

/** Of the tokens on which one feature is active, those on which another is too. */
export const OverlapCell = z.object({
  both: z.int().describe("tokens on which both are active"),
  share: z.number().nullable().describe("of the tokens on which the first is active; null where there is none"),
  interval: Interval.nullable().describe("95%, whole sequences drawn again; null with fewer than two"),
  correlation: z.number().nullable().describe("Pearson's, of both values over all these tokens"),
});
export type OverlapCell = z.infer<typeof OverlapCell>;

export const OverlapRow = z.object({
  sequences: z.int().describe("sequences drawn at random from all in which this feature is active"),
  tokens: z.int().describe("their tokens, leads of sequences left out"),
  active: z.int().describe("those on which it is active"),
  cells: z.array(OverlapCell).describe("against every feature, in the order asked for"),
});
export type OverlapRow = z.infer<typeof OverlapRow>;

export const Overlap = z.object({
  /** [features × features]; null where the decoders write into different spaces. */
  decoderCosine: z.array(z.array(z.number().nullable())),
  rows: z.array(OverlapRow),
  elapsedMs: z.number().describe("what the worker took"),
});
export type Overlap = z.infer<typeof Overlap>;

export const Comparison = Overlap.extend({
  model: z.string(),
  features: z.array(
    z.object({
      source: z.string(),
      index: z.int(),
      density: z.number().describe("share of counted tokens on which it is active: what chance would make of `share`"),
    }),
  ),
}).meta({
  id: "Comparison",
  description:
    "Features of one model against one another: the cosine of their decoder directions, and on how many of the tokens of each the others are active too.",
});
export type Comparison = z.infer<typeof Comparison>;
