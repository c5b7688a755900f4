import type { FeatureKey } from "#lib/search/document.ts";
import { float32 } from "#lib/search/vectors/encodings.ts";
import { createFlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { searchPartitions } from "#lib/search/vectors/search-partitions.ts";
import { createSketchedVectors, createSketchSearch } from "#lib/search/vectors/sketched-vectors.ts";
import { createSketches } from "#lib/search/vectors/sketches.ts";
import type { NearFeature, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

/** Directions of the features of many sources. */
export type VectorStore = {
  of(sourceId: number): Pick<VectorPartition, "put" | "remove">;
  /** The nearest of these sources' features, nearest first. */
  search(vector: Float32Array, sources: readonly number[], count: number): NearFeature[];
  /** The cosine of one feature; null where it has no direction. */
  measure(vector: Float32Array, key: FeatureKey): number | null;
  /** By source, what `put` takes. */
  readAll(): [sourceId: number, indices: readonly number[], vectors: Float32Array][];
};

/** So few are all compared: sketches would save no time. */
const COMPARED_MAX = 100_000;

/** All are compared, as they were given. */
export const createExactStore = (dimensions: number): VectorStore =>
  createStore(() => createFlatVectors(dimensions, float32), searchPartitions);

/** In bytes, and beyond some number through sketches: for many. */
export function createSketchedStore(dimensions: number, { comparedMax = COMPARED_MAX } = {}): VectorStore {
  const sketches = createSketches(dimensions);
  const searchSketches = createSketchSearch(sketches);
  return createStore(
    () => createSketchedVectors(dimensions, sketches),
    (sources, vector, count) => {
      const all = sources.reduce((sum, { partition }) => sum + partition.size, 0);
      return all <= comparedMax ? searchPartitions(sources, vector, count) : searchSketches(sources, vector, count);
    },
  );
}

type Readable = VectorPartition & { readAll(): [indices: readonly number[], vectors: Float32Array] };

function createStore<Partition extends Readable>(
  create: () => Partition,
  search: (
    sources: readonly { sourceId: number; partition: Partition }[],
    vector: Float32Array,
    count: number,
  ) => NearFeature[],
): VectorStore {
  const partitions = new Map<number, Partition>();
  return {
    of(sourceId) {
      const partition = partitions.get(sourceId) ?? create();
      partitions.set(sourceId, partition);
      return partition;
    },
    search(vector, sources, count) {
      const chosen = sources.flatMap((sourceId) => {
        const partition = partitions.get(sourceId);
        return partition ? [{ sourceId, partition }] : [];
      });
      return search(chosen, vector, count);
    },
    measure: (vector, { sourceId, index }) => partitions.get(sourceId)?.measure(vector, index) ?? null,
    readAll: () => Array.from(partitions, ([sourceId, partition]) => [sourceId, ...partition.readAll()]),
  };
}
