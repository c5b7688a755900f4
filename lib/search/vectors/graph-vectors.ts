import { Index, MetricKind, ScalarKind } from "#lib/search/vectors/usearch.ts";
import type { VectorPartition } from "#lib/search/vectors/vector-partition.ts";

/** Neighbours of a node. */
const CONNECTIVITY = 16;
/** Nodes looked at to add one, and to find some: recall against time. */
const EXPANSION_ADD = 96;
const EXPANSION_SEARCH = 96;

/**
 * A navigable small-world graph over directions of 8 bits a number: for sources too large to compare each. Cosines are right
 * to about two decimals; who needs more measures the few that were found.
 * @see Malkov & Yashunin 2018, "Efficient and robust approximate nearest neighbor search using HNSW graphs"
 */
export function createGraphVectors(dimensions: number, file?: string): VectorPartition & { save(file: string): void } {
  const graph = new Index({
    metric: MetricKind.Cos,
    quantization: ScalarKind.I8,
    dimensions,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
  if (file !== undefined) graph.load(file);
  return {
    get size() {
      return graph.size();
    },
    put(indices, vectors) {
      const keys = BigUint64Array.from(indices, BigInt);
      for (const key of keys) if (graph.contains(key)) graph.remove(key);
      if (keys.length > 0) graph.add(keys, vectors);
    },
    remove(index) {
      if (graph.contains(BigInt(index))) graph.remove(BigInt(index));
    },
    // It keeps directions of 8 bits a number.
    measure: (_vector, index) => (graph.contains(BigInt(index)) ? undefined : null),
    search(vector, count) {
      const wanted = Math.min(count, graph.size());
      if (wanted === 0) return [];
      const { keys, distances } = graph.search(vector, wanted, 1);
      return Array.from(keys, (key, i) => ({ index: Number(key), cosine: 1 - (distances[i] ?? 2) }));
    },
    save: (to) => graph.save(to),
  };
}
