import type { FeatureKey } from "#lib/search/document.ts";

/** Directions of the features of one source, in memory. */
export type VectorPartition = {
  readonly size: number;
  /** @param vectors [indices × dimensions] of length 1; those of features that are there are replaced */
  put(indices: readonly number[], vectors: Float32Array): void;
  remove(index: number): void;
  /** The nearest to `vector` of length 1, by cosine, nearest first. */
  search(vector: Float32Array, count: number): Near[];
  /** The cosine of one feature's direction; null where it has none. */
  measure(vector: Float32Array, index: number): number | null;
};

export type Near = { index: number; cosine: number };
/** The same among several sources. */
export type NearFeature = FeatureKey & { cosine: number };
