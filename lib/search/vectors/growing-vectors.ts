import { createFlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { createGraphVectors } from "#lib/search/vectors/graph-vectors.ts";
import type { VectorPartition } from "#lib/search/vectors/vector-partition.ts";

/** A smaller source is compared whole even in a large catalog. */
const GRAPH_SIZE_MIN = 2_000;

/**
 * Compared one by one while it is small; a graph from the moment that it is not, whether its features come at once or few at a
 * time, and then for ever.
 * @param largeCatalog whether a source of this size would be too slow to compare, beside all the others
 */
export function createGrowingVectors(dimensions: number, largeCatalog: () => boolean): VectorPartition {
  const flat = createFlatVectors(dimensions);
  let graph: VectorPartition | undefined;
  const current = () => graph ?? flat;

  function grow(): void {
    if (graph || flat.size < GRAPH_SIZE_MIN || !largeCatalog()) return;
    graph = createGraphVectors(dimensions);
    graph.put(...flat.takeAll());
  }

  return {
    get size() {
      return current().size;
    },
    put(indices, vectors) {
      current().put(indices, vectors);
      grow();
    },
    remove: (index) => current().remove(index),
    search(vector, count) {
      grow();
      return current().search(vector, count);
    },
    measure: (vector, index) => current().measure(vector, index),
  };
}
