import { describe, expect, test } from "vitest";
import { dotProduct, toUnit } from "#lib/search/unit-vector.ts";
import { createVectorStore, type VectorStore } from "#lib/search/vectors/vector-store.ts";
import { mix32 } from "#lib/stats/hash.ts";

const DIMENSIONS = 128;
const SOURCES = [3, 5, 9];
/** More than are compared whatever their sketches say. */
const FEATURES = 4_000;
const SPREAD = 0.6;

const noise = (seed: number) =>
  Float32Array.from({ length: DIMENSIONS }, (_, i) => mix32(seed * 7919 + i) / 2 ** 31 - 1);

/** A direction near one of some hundred middles, as texts about the same things have them. */
function directionOf(sourceId: number, index: number): Float32Array {
  const seed = sourceId * 100_000 + index;
  const own = noise(seed);
  return toUnit(noise(-1 - (seed % 120)).map((value, i) => value + SPREAD * (own[i] ?? 0)));
}

const INDICES = Array.from({ length: FEATURES }, (_, index) => index);
const DIRECTIONS = SOURCES.map((sourceId) => {
  const vectors = new Float32Array(FEATURES * DIMENSIONS);
  for (const index of INDICES) vectors.set(directionOf(sourceId, index), index * DIMENSIONS);
  return [sourceId, vectors] as const;
});

function fill(store: VectorStore): VectorStore {
  for (const [sourceId, vectors] of DIRECTIONS) store.of(sourceId).put(INDICES, vectors);
  return store;
}

const keyOf = ({ sourceId, index }: { sourceId: number; index: number }) => `${sourceId}/${index}`;

/** By comparing all by hand. */
const findNearest = (vector: Float32Array, sources: readonly number[], count: number) =>
  DIRECTIONS.filter(([sourceId]) => sources.includes(sourceId))
    .flatMap(([sourceId]) =>
      INDICES.map((index) => ({ sourceId, index, cosine: dotProduct(vector, directionOf(sourceId, index)) })),
    )
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, count);

describe.each([
  ["compared", () => createVectorStore(DIMENSIONS)],
  ["sketched", () => createVectorStore(DIMENSIONS, { comparedMax: 0 })],
] as const)("a store whose directions are %s", (_, create) => {
  test("finds what comparing all finds, with its cosines, in the sources asked for", () => {
    const store = fill(create());
    for (const sources of [SOURCES, [9, 3]]) {
      const found = store.search(directionOf(3, 50_000), sources, 50);
      const wanted = findNearest(directionOf(3, 50_000), sources, 50);
      const keys = new Set(found.map(keyOf));
      expect(keys.size).toBe(50);
      expect(wanted.filter((one) => keys.has(keyOf(one))).length).toBeGreaterThanOrEqual(48);
      expect(found.every(({ sourceId }) => sources.includes(sourceId))).toBe(true);
      found.forEach(({ cosine }, i) => expect(Math.abs(cosine - (wanted[i]?.cosine ?? 0))).toBeLessThan(0.02));
    }
  });

  test("follows what is removed, moved by that, and put anew", () => {
    const store = fill(create());
    for (let index = 0; index < FEATURES; index += 2) store.of(5).remove(index);
    store.of(5).put([1, FEATURES + 7], Float32Array.from([...directionOf(5, 70_001), ...directionOf(5, 70_002)]));
    const nearest = (sourceId: number, index: number) => store.search(directionOf(sourceId, index), SOURCES, 1)[0];
    for (let index = 3; index < FEATURES; index += 66) expect(nearest(5, index)).toMatchObject({ sourceId: 5, index });
    for (const index of [0, 3_998]) expect(nearest(5, index)).not.toMatchObject({ sourceId: 5, index });
    expect(nearest(5, 70_001)).toMatchObject({ sourceId: 5, index: 1 });
    expect(nearest(5, 70_002)).toMatchObject({ sourceId: 5, index: FEATURES + 7 });
    expect(nearest(9, 2_500)).toMatchObject({ sourceId: 9, index: 2_500 });
    expect(store.measure(directionOf(5, 3), { sourceId: 5, index: 3 })).toBeCloseTo(1, 2);
    expect(store.measure(directionOf(5, 3), { sourceId: 5, index: 2 })).toBeNull();
  });

  test("that is empty, or asked for sources it has not, finds nothing", () => {
    expect(create().search(directionOf(3, 0), SOURCES, 5)).toEqual([]);
    expect(fill(create()).search(directionOf(3, 0), [4], 5)).toEqual([]);
  });
});
