import type { VectorEncoding } from "#lib/search/vectors/encodings.ts";
import { exactSearch } from "#lib/search/vectors/usearch.ts";
import type { Near, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

const ROWS_MIN = 256;
/** Starting a second one for every search takes longer than it saves: a source is compared in less than a millisecond. */
const THREADS = 1;
/** Of the rows there are, how many more to make room for: each time all are copied. */
const GROWTH = 1.25;

/** Directions in rows, in the order of their coming until one is removed. */
export type FlatVectors<Row extends Float32Array | Int8Array> = VectorPartition & {
  /** @returns the features that are in it and their directions [features × dimensions] */
  readAll(): [indices: readonly number[], vectors: Float32Array];
  indexAt(row: number): number;
  /** As it is kept, until the next change. */
  rowAt(row: number): Row;
};

/** Told of every row. */
export type RowListener = {
  wrote(row: number, vector: Float32Array): void;
  /** Over what was there. */
  moved(from: number, to: number): void;
};

/** Directions that are compared one by one: exact as far as they are kept. */
export function createFlatVectors<Row extends Float32Array | Int8Array>(
  dimensions: number,
  encoding: VectorEncoding<Row>,
  listener?: RowListener,
): FlatVectors<Row> {
  let rows = encoding.allocate(ROWS_MIN * dimensions);
  const query = encoding.allocate(dimensions);
  const indices: number[] = [];
  const rowOf = new Map<number, number>();
  const view = (row: number): Row => rows.subarray(row * dimensions, (row + 1) * dimensions) as Row; // As its type says.
  const reserve = (count: number): void => {
    if (count * dimensions <= rows.length) return;
    const larger = encoding.allocate(Math.ceil(Math.max(count, indices.length * GROWTH)) * dimensions);
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
        encoding.encode(vector, view(row));
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
      return row === undefined ? null : encoding.measure(vector, view(row));
    },
    indexAt: (row) => indices[row] ?? -1,
    rowAt: view,
    readAll() {
      const vectors = new Float32Array(indices.length * dimensions);
      for (let row = 0; row < indices.length; row++) vectors.set(encoding.decode(view(row)), row * dimensions);
      return [indices, vectors];
    },
    search(vector, count) {
      const wanted = Math.min(count, indices.length);
      if (wanted === 0) return [];
      // The library reads a buffer from its beginning, whatever part of it a view shows: here that is the first row, and the query.
      encoding.encode(vector, query);
      const used = rows.subarray(0, indices.length * dimensions);
      const found = exactSearch(used, query, dimensions, wanted, encoding.metric, THREADS);
      return Array.from(found.keys, (row, i): Near => ({
        index: indices[Number(row)] ?? -1,
        cosine: 1 - (found.distances[i] ?? 2),
      }));
    },
  };
}
