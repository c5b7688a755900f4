import type { FeatureKey } from "#lib/search/document.ts";
import { encodeDirection } from "#lib/search/vectors/direction-bytes.ts";
import { createFlatVectors, type FlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { BLOCK_ROWS, type Sketches } from "#lib/search/vectors/sketches.ts";
import type { NearFeature } from "#lib/search/vectors/vector-partition.ts";
import { exactSearch, MetricKind } from "#lib/search/vectors/usearch.ts";

/** Directions in bytes, with a sketch of each. */
export type SketchedVectors = FlatVectors & {
  /** Measures how far each sketch is from what was aimed at. */
  measureSketches(): void;
  /** Rows whose sketches are no farther than that. */
  pickRows(bound: number): number[];
};

export function createSketchedVectors(dimensions: number, sketches: Sketches): SketchedVectors {
  const blocks: number[] = [];
  const place = (row: number): [block: number, row: number] => {
    const block = Math.floor(row / BLOCK_ROWS);
    while (blocks.length <= block) blocks.push(sketches.addBlock());
    return [blocks[block] ?? 0, row % BLOCK_ROWS];
  };
  const flat = createFlatVectors(dimensions, {
    wrote: (row, vector) => sketches.write(...place(row), vector),
    moved: (from, to) => sketches.move(place(from), place(to)),
  });
  /** Rows of a block that are in use: what was removed leaves room behind. */
  const rowsOf = (block: number) => Math.min(BLOCK_ROWS, Math.max(0, flat.size - block * BLOCK_ROWS));
  return Object.assign(flat, {
    measureSketches() {
      for (const [i, block] of blocks.entries()) sketches.measure(block, rowsOf(i));
    },
    pickRows: (bound: number) =>
      blocks.flatMap((block, i) => Array.from(sketches.pick(block, rowsOf(i), bound), (row) => i * BLOCK_ROWS + row)),
  });
}

/** Of so many times as many as are wanted the directions themselves are compared. */
export const COMPARED_FACTOR = 8;
const COMPARED_MIN = 2_048;

type Sketched = { sourceId: number; partition: SketchedVectors };

/**
 * A search of the features of several sources, nearest first: of those whose sketches are nearest, which are nearly all that
 * are near. Reads an eighth of what comparing all directions reads.
 */
export function createSketchSearch(
  sketches: Sketches,
): (sources: readonly Sketched[], vector: Float32Array, count: number) => NearFeature[] {
  // Megabytes, which every search would leave behind.
  let directions = new Int8Array();
  return (sources, vector, count) => {
    sketches.aim(vector);
    for (const { partition } of sources) partition.measureSketches();
    const bound = sketches.boundOf(Math.max(COMPARED_MIN, COMPARED_FACTOR * count));
    const near = sources.map(({ sourceId, partition }) => ({ sourceId, partition, rows: partition.pickRows(bound) }));
    const rows = near.reduce((sum, one) => sum + one.rows.length, 0);
    if (directions.length < rows * vector.length) directions = new Int8Array(rows * vector.length);
    const keys: FeatureKey[] = [];
    for (const { sourceId, partition, rows: own } of near)
      for (const row of own) {
        directions.set(partition.rowAt(row), keys.length * vector.length);
        keys.push({ sourceId, index: partition.indexAt(row) });
      }
    return compare(directions.subarray(0, rows * vector.length), vector, count).map(({ row, cosine }) => ({
      ...(keys[row] ?? { sourceId: 0, index: -1 }),
      cosine,
    }));
  };
}

function compare(directions: Int8Array, vector: Float32Array, count: number): { row: number; cosine: number }[] {
  const wanted = Math.min(count, directions.length / vector.length);
  if (wanted === 0) return [];
  const query = new Int8Array(vector.length);
  encodeDirection(vector, query);
  const { keys, distances } = exactSearch(directions, query, vector.length, wanted, MetricKind.Cos, 1);
  return Array.from(keys, (row, i) => ({ row: Number(row), cosine: 1 - (distances[i] ?? 2) }));
}
