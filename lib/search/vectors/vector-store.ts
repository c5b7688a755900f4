import type { FeatureKey } from "#lib/search/document.ts";
import { searchPartitions } from "#lib/search/vectors/search-partitions.ts";
import {
  createSketchedVectors,
  createSketchSearch,
  type SketchedVectors,
} from "#lib/search/vectors/sketched-vectors.ts";
import { createSketches } from "#lib/search/vectors/sketches.ts";
import type { NearFeature, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

/** Directions of the features of many sources. */
export type VectorStore = {
  of(sourceId: number): Pick<VectorPartition, "put" | "remove">;
  /** The nearest of these sources' features, nearest first. */
  search(vector: Float32Array, sources: readonly number[], count: number): NearFeature[];
  /** The cosine of one feature; null where it has no direction. */
  measure(vector: Float32Array, key: FeatureKey): number | null;
};

/** So few are all compared: sketches would save little time. */
const COMPARED_MAX = 100_000;

/** @param comparedMax beyond so many features only those are compared whose sketches are near */
export function createVectorStore(dimensions: number, { comparedMax = COMPARED_MAX } = {}): VectorStore {
  const sketches = createSketches(dimensions);
  const searchSketches = createSketchSearch(sketches);
  const partitions = new Map<number, SketchedVectors>();
  return {
    of(sourceId) {
      const partition = partitions.get(sourceId) ?? createSketchedVectors(dimensions, sketches);
      partitions.set(sourceId, partition);
      return partition;
    },
    search(vector, sources, count) {
      const chosen = sources.flatMap((sourceId) => {
        const partition = partitions.get(sourceId);
        return partition ? [{ sourceId, partition }] : [];
      });
      const all = chosen.reduce((sum, { partition }) => sum + partition.size, 0);
      return all <= comparedMax ? searchPartitions(chosen, vector, count) : searchSketches(chosen, vector, count);
    },
    measure: (vector, { sourceId, index }) => partitions.get(sourceId)?.measure(vector, index) ?? null,
  };
}
