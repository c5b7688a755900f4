import { type DirectionBytes, encodeDirection, measureDirection } from "#lib/search/vectors/direction-bytes.ts";
import { exactSearch, MetricKind } from "#lib/search/vectors/usearch.ts";
import type { Near, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

const ROWS_MIN = 256;
/** Starting a second one for every search takes longer than it saves: a source is compared in less than a millisecond. */
const THREADS = 1;
/** Of the rows there are, how many more to make room for: each time all are copied. */
const GROWTH = 1.25;

/** Directions in rows of bytes, in the order of their coming until one is removed. */
export type FlatVectors = VectorPartition & {
  indexAt(row: number): number;
  /** As it is kept, until the next change. */
  rowAt(row: number): DirectionBytes;
};

/** Told of every row. */
export type RowListener = {
  wrote(row: number, vector: Float32Array): void;
  /** Over what was there. */
  moved(from: number, to: number): void;
};

/** Directions that are compared one by one. */
export function createFlatVectors(dimensions: number, listener?: RowListener): FlatVectors {
  let rows = new Int8Array(ROWS_MIN * dimensions);
  const query = new Int8Array(dimensions);
  const indices: number[] = [];
  const rowOf = new Map<number, number>();
  const view = (row: number): DirectionBytes => rows.subarray(row * dimensions, (row + 1) * dimensions);
  const reserve = (count: number): void => {
    if (count * dimensions <= rows.length) return;
    const larger = new Int8Array(Math.ceil(Math.max(count, indices.length * GROWTH)) * dimensions);
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
        const vector = vectors.subarray(i * dimensions, (i + 1) * dimensions);
        encodeDirection(vector, view(row));
        listener?.wrote(row, vector);
      });
    },
    remove(index) {
      const row = rowOf.get(index);
      if (row === undefined) return;
      // The last one takes its place.
      const last = indices.length - 1;
      const moved = indices[last] ?? index;
      rows.copyWithin(row * dimensions, last * dimensions, (last + 1) * dimensions);
      listener?.moved(last, row);
      indices[row] = moved;
      rowOf.set(moved, row);
      indices.pop();
      rowOf.delete(index);
    },
    measure(vector, index) {
      const row = rowOf.get(index);
      return row === undefined ? null : measureDirection(vector, view(row));
    },
    indexAt: (row) => indices[row] ?? -1,
    rowAt: view,
    search(vector, count) {
      const wanted = Math.min(count, indices.length);
      if (wanted === 0) return [];
      // The library reads a buffer from its beginning, whatever part of it a view shows: here that is the first row, and the query.
      encodeDirection(vector, query);
      const used = rows.subarray(0, indices.length * dimensions);
      const found = exactSearch(used, query, dimensions, wanted, MetricKind.Cos, THREADS);
      return Array.from(found.keys, (row, i): Near => ({
        index: indices[Number(row)] ?? -1,
        cosine: 1 - (found.distances[i] ?? 2),
      }));
    },
  };
}
