import type { Interval, SourceQuality } from "#lib/catalog/schema.ts";
import type { PublishedQuality } from "./read-published.ts";

/** One run of the model: what it is given at the source's hook point, and what it predicts then. In nats a token. */
export type RunLoss = {
  name: string;
  crossEntropy: number;
  /** KL(clean ‖ run) of what is predicted next; undefined where it was not measured. */
  divergence: number | undefined;
  interval?: Interval | undefined;
  published: { crossEntropy: number | undefined; divergence: number | undefined };
};

/** The model with and without the source, and what both ablations make of it. */
export function listLosses(quality: SourceQuality, published: PublishedQuality = {}): RunLoss[] {
  return [
    {
      name: "Clean",
      crossEntropy: quality.ceClean,
      divergence: quality.klWithSource === undefined ? undefined : 0,
      published: { crossEntropy: published.ceClean, divergence: undefined },
    },
    {
      name: "With the source",
      crossEntropy: quality.ceWithSource,
      divergence: quality.klWithSource,
      interval: quality.klWithSourceInterval,
      published: { crossEntropy: published.ceWithSource, divergence: published.klWithSource },
    },
    {
      name: "Zero in its place",
      crossEntropy: quality.ceZeroAblated,
      divergence: quality.klZeroAblated,
      published: { crossEntropy: published.ceZeroAblated, divergence: published.klZeroAblated },
    },
    {
      name: "Mean in its place",
      crossEntropy: quality.ceMeanAblated,
      divergence: quality.klMeanAblated,
      published: { crossEntropy: published.ceMeanAblated, divergence: undefined },
    },
  ];
}
