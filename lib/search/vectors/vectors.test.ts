import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createFlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { createGraphVectors } from "#lib/search/vectors/graph-vectors.ts";
import { createGrowingVectors } from "#lib/search/vectors/growing-vectors.ts";
import { mix32 } from "#lib/stats/hash.ts";

const DIMENSIONS = 64;

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

for (const [name, create, tolerance] of [
  ["flat", createFlatVectors, 1e-5],
  ["graph", createGraphVectors, 0.03],
] as const) {
  describe(`${name} vectors`, () => {
    const vectors = directions(500);
    const filled = () => {
      const partition = create(DIMENSIONS);
      partition.put(
        Array.from({ length: 500 }, (_, i) => i * 3),
        vectors,
      );
      return partition;
    };

    test("a direction's nearest is itself, and cosines are cosines", () => {
      const partition = filled();
      expect(partition.size).toBe(500);
      for (const row of [0, 17, 499]) {
        const [first, second] = partition.search(rowOf(vectors, row), 2);
        expect(first?.index).toBe(row * 3);
        expect(first?.cosine).toBeCloseTo(1, 1);
        const other = rowOf(vectors, (second?.index ?? 0) / 3);
        expect(Math.abs((second?.cosine ?? 0) - dot(rowOf(vectors, row), other))).toBeLessThan(tolerance);
      }
    });

    test("what is removed is not found, what is put again is found where it is now", () => {
      const partition = filled();
      partition.remove(51);
      partition.remove(51);
      expect(partition.search(rowOf(vectors, 17), 1)[0]?.index).not.toBe(51);
      partition.put([60], rowOf(vectors, 17));
      expect(partition.search(rowOf(vectors, 17), 1)[0]?.index).toBe(60);
      expect(partition.size).toBe(499);
    });

    test("a direction is measured as it was put, or it is said that it cannot be", () => {
      const partition = filled();
      const measured = partition.measure(rowOf(vectors, 4), 17 * 3);
      if (name === "graph") expect(measured).toBeUndefined();
      else expect(measured).toBeCloseTo(dot(rowOf(vectors, 4), rowOf(vectors, 17)), 5);
      expect(partition.measure(rowOf(vectors, 4), 1)).toBeNull();
    });

    test("an empty one finds nothing", () => {
      expect(create(DIMENSIONS).search(rowOf(vectors, 0), 5)).toEqual([]);
    });
  });
}

test("a graph finds nearly all that comparing each finds", () => {
  const vectors = directions(3_000, 5);
  const all = Array.from({ length: 3_000 }, (_, i) => i);
  const flat = createFlatVectors(DIMENSIONS);
  const graph = createGraphVectors(DIMENSIONS);
  for (const partition of [flat, graph]) partition.put(all, vectors);
  let shared = 0;
  for (let query = 0; query < 20; query++) {
    const vector = directions(1, 1000 + query);
    const exact = new Set(flat.search(vector, 10).map(({ index }) => index));
    shared += graph.search(vector, 10).filter(({ index }) => exact.has(index)).length;
  }
  expect(shared).toBeGreaterThan(150);
});

describe("growing vectors", () => {
  const vectors = directions(4_000, 7);
  /** Whether directions are kept as they were put: a graph keeps them coarsely, and says that it cannot measure. */
  const isFlat = (partition: ReturnType<typeof createGrowingVectors>) =>
    partition.measure(rowOf(vectors, 0), 0) !== undefined;
  const put = (partition: ReturnType<typeof createGrowingVectors>, from: number, to: number) =>
    partition.put(
      Array.from({ length: to - from }, (_, i) => from + i),
      vectors.slice(from * DIMENSIONS, to * DIMENSIONS),
    );

  test("a source whose features come few at a time becomes a graph all the same, and loses none", () => {
    const partition = createGrowingVectors(DIMENSIONS, () => true);
    put(partition, 0, 10);
    expect(isFlat(partition)).toBe(true);
    for (let from = 10; from < 4_000; from += 1_330) put(partition, from, from + 1_330);
    expect(isFlat(partition)).toBe(false);
    expect(partition.size).toBe(4_000);
    for (const row of [3, 1_500, 3_999]) expect(partition.search(rowOf(vectors, row), 1)[0]?.index).toBe(row);
    partition.remove(3);
    expect(partition.search(rowOf(vectors, 3), 1)[0]?.index).not.toBe(3);
  });

  test("it is compared one by one until the catalog is large", () => {
    let large = false;
    const partition = createGrowingVectors(DIMENSIONS, () => large);
    put(partition, 0, 4_000);
    expect(isFlat(partition)).toBe(true);
    large = true;
    expect(partition.search(rowOf(vectors, 17), 1)[0]?.index).toBe(17);
    expect(isFlat(partition)).toBe(false);
  });
});

test("a graph that was saved finds the same when it is loaded", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-vectors-"));
  try {
    const vectors = directions(200, 3);
    const graph = createGraphVectors(DIMENSIONS);
    graph.put(
      Array.from({ length: 200 }, (_, i) => i),
      vectors,
    );
    const file = path.join(folder, "graph");
    graph.save(file);
    const loaded = createGraphVectors(DIMENSIONS, file);
    expect(loaded.search(rowOf(vectors, 9), 3)).toEqual(graph.search(rowOf(vectors, 9), 3));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
