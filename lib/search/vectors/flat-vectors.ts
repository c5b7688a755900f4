import { exactSearch, MetricKind } from "#lib/search/vectors/usearch.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";
import type { Near, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

const ROWS_MIN = 256;

type FlatVectors = VectorPartition & {
  /** Empties it. @returns the features that were in it and their directions [features × dimensions] */
  takeAll(): [indices: number[], vectors: Float32Array];
};

/** Every direction is compared: exact, and fast for some ten thousand. */
export function createFlatVectors(dimensions: number): FlatVectors {
  let rows = new Float32Array(ROWS_MIN * dimensions);
  const indices: number[] = [];
  const rowOf = new Map<number, number>();
  const reserve = (count: number): void => {
    if (count * dimensions <= rows.length) return;
    const larger = new Float32Array(Math.max(count, indices.length * 2) * dimensions);
    larger.set(rows.subarray(0, indices.length * dimensions));
    rows = larger;
  };
  return {
    get size() {
      return indices.length;
    },
    put(given, vectors) {
      reserve(indices.length + given.length);
      given.forEach((index, i) => {
        const row = rowOf.get(index) ?? indices.push(index) - 1;
        rowOf.set(index, row);
        rows.set(vectors.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions);
      });
    },
    remove(index) {
      const row = rowOf.get(index);
      if (row === undefined) return;
      // The last one takes its place.
      const last = indices.length - 1;
      const moved = indices[last] ?? index;
      rows.copyWithin(row * dimensions, last * dimensions, (last + 1) * dimensions);
      indices[row] = moved;
      rowOf.set(moved, row);
      indices.pop();
      rowOf.delete(index);
    },
    measure(vector, index) {
      const row = rowOf.get(index);
      return row === undefined ? null : dotProduct(vector, rows.subarray(row * dimensions, (row + 1) * dimensions));
    },
    takeAll() {
      const vectors = rows.subarray(0, indices.length * dimensions);
      rows = new Float32Array(ROWS_MIN * dimensions);
      rowOf.clear();
      return [indices.splice(0), vectors];
    },
    search(vector, count) {
      const wanted = Math.min(count, indices.length);
      if (wanted === 0) return [];
      const used = rows.subarray(0, indices.length * dimensions);
      // A copy: of a view into a larger buffer the library reads the buffer's beginning.
      const found = exactSearch(used, vector.slice(), dimensions, wanted, MetricKind.IP);
      return Array.from(found.keys, (row, i): Near => ({
        index: indices[Number(row)] ?? -1,
        cosine: 1 - (found.distances[i] ?? 2),
      }));
    },
  };
}
