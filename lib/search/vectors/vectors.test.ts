import { describe, expect, test } from "vitest";
import { createFlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { mix32 } from "#lib/stats/hash.ts";

const DIMENSIONS = 64;
/** Of a cosine of directions in bytes. */
const TOLERANCE = 3e-3;

/** [count × DIMENSIONS] pseudo-random directions. */
function directions(count: number, seed = 0): Float32Array {
  const all = new Float32Array(count * DIMENSIONS);
  for (let i = 0; i < all.length; i++) all[i] = mix32(seed * 7919 + i) / 2 ** 31 - 1;
  for (let row = 0; row < count; row++) {
    const own = all.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const length = Math.hypot(...own);
    own.forEach((value, i) => (own[i] = value / length));
  }
  return all;
}

const rowOf = (vectors: Float32Array, row: number) => vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

describe("directions in rows", () => {
  const vectors = directions(1_500);
  const filled = () => {
    const partition = createFlatVectors(DIMENSIONS);
    // In two parts: the second does not fit into the rows that the first made room for.
    for (const [from, to] of [
      [0, 200],
      [200, 1_500],
    ] as const)
      partition.put(
        Array.from({ length: to - from }, (_, i) => (from + i) * 3),
        vectors.slice(from * DIMENSIONS, to * DIMENSIONS),
      );
    return partition;
  };

  test("the nearest are those that comparing every one by hand finds, with their cosines", () => {
    const partition = filled();
    expect(partition.size).toBe(1_500);
    for (const query of [1, 2, 3]) {
      const vector = directions(1, 1_000 + query);
      const exact = Array.from({ length: 1_500 }, (_, row) => dot(vector, rowOf(vectors, row))).sort((a, b) => b - a);
      const found = partition.search(vector, 10);
      found.forEach(({ index, cosine }, rank) => {
        expect(Math.abs(cosine - dot(vector, rowOf(vectors, index / 3)))).toBeLessThan(TOLERANCE);
        expect(Math.abs(cosine - (exact[rank] ?? 0))).toBeLessThan(TOLERANCE);
      });
    }
  });

  test("a direction's nearest is itself", () => {
    const partition = filled();
    for (const row of [0, 17, 1_499]) expect(partition.search(rowOf(vectors, row), 1)[0]?.index).toBe(row * 3);
  });

  test("what is removed is not found, what is put again is found where it is now", () => {
    const partition = filled();
    partition.remove(51);
    partition.remove(51);
    expect(partition.search(rowOf(vectors, 17), 1)[0]?.index).not.toBe(51);
    partition.put([60], rowOf(vectors, 17));
    expect(partition.search(rowOf(vectors, 17), 1)[0]?.index).toBe(60);
    expect(partition.size).toBe(1_499);
  });

  test("a direction is measured; one that is not there is not", () => {
    const partition = filled();
    const measured = partition.measure(rowOf(vectors, 4), 17 * 3) ?? NaN;
    expect(Math.abs(measured - dot(rowOf(vectors, 4), rowOf(vectors, 17)))).toBeLessThan(TOLERANCE);
    expect(partition.measure(rowOf(vectors, 4), 1)).toBeNull();
  });

  test("an empty one finds nothing", () => {
    expect(createFlatVectors(DIMENSIONS).search(rowOf(vectors, 0), 5)).toEqual([]);
  });
});
