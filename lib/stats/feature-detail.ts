import type { CoactivatingFeature } from "#lib/stats/association.ts";
import type { Histogram } from "#lib/stats/histogram.ts";
import type { OutputTokens } from "#lib/stats/output-tokens.ts";

/** A feature's values on one sequence, as shown: zero wherever no position is listed. */
export type DetailExample = {
  /** Ordinal of the sequence in the corpus. */
  sequence: number;
  peakPosition: number;
  /** Active positions, ascending. */
  positions: Uint8Array;
  /** Their values: exact float16, positive. */
  values: Float32Array;
};

export type ExampleGroup =
  | { kind: "top" | "random"; examples: DetailExample[] }
  | {
      kind: "quantile";
      /** Index 0 is the strongest group; peaks of its sampled sequences lie in [low, high]; share of the sample. */
      quantile: { index: number; low: number; high: number; share: number };
      examples: DetailExample[];
    };

export type Quantile = { probability: number; value: number };

export type NearestFeature = { index: number; cosine: number };

/** What streaming over a corpus says about one feature. */
export type ActivationDetail = {
  /** Tokens evaluated (the lead excluded); tokens, sequences and documents on which the feature is active. */
  tokensSeen: number;
  activeTokens: number;
  activeSequences: number;
  activeDocuments: number;
  /** Largest and mean active value; 0 for a feature that is never active. */
  max: number;
  mean: number;
  /** Of active values, over [0, max]. */
  activations: Histogram;
  /** Of active values; each off by at most `quantileError`. */
  quantiles: Quantile[];
  quantileError: number;
  groups: ExampleGroup[];
  coactivating: CoactivatingFeature[];
};

/** Everything a page shows of one feature that is computed, not written. */
export type FeatureDetail = ActivationDetail & {
  output: OutputTokens;
  nearest: NearestFeature[];
};

/** The detail of a feature before its weights were looked at. */
export const NO_WEIGHTS: Pick<FeatureDetail, "output" | "nearest"> = {
  output: { top: [], bottom: [], histogram: { low: 0, high: 0, counts: new Uint32Array(0) } },
  nearest: [],
};
