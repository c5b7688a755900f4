import { expect, test } from "vitest";
import { packMap, unpackMap } from "#app/_components/map/pack-map.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";

test("a packed map gives every placed feature its place, cluster and figures again; others are left out", () => {
  const points = {
    x: Float32Array.of(0, NaN, 0.5, 1),
    y: Float32Array.of(1, NaN, 0.25, 0),
    cluster: Uint16Array.of(2, NO_CLUSTER, NO_CLUSTER, 0),
  };
  const figures = {
    index: Int32Array.of(0, 1, 2, 3),
    density: Float32Array.of(0.1, 0, 0.001, 0.01),
    maxActivation: Float32Array.of(4, 0, 8, 2),
    score: Float32Array.of(0.5, NaN, NaN, -0.2),
    total: 4,
    thinned: false,
  };
  const packed = packMap(points, figures);
  expect([packed.low, packed.high, packed.top]).toEqual([-3, -1, 8]);
  const found = unpackMap(packed);
  expect(found.map(({ index, cluster }) => [index, cluster])).toEqual([
    [0, 2],
    [2, undefined],
    [3, 0],
  ]);
  const [first, second, third] = found;
  expect(first).toMatchObject({ x: 0, y: 1, density: 1, max: 0.5, score: 0.5 });
  expect(second?.x).toBeCloseTo(0.5, 4);
  expect([second?.density, second?.max, second?.score]).toEqual([0, 1, undefined]);
  expect([third?.density, third?.score]).toEqual([0.5, 0]);
});

test("an empty source packs to an empty map", () => {
  const none = new Float32Array();
  const points = { x: none, y: none, cluster: new Uint16Array() };
  const figures = {
    index: new Int32Array(),
    density: none,
    maxActivation: none,
    score: none,
    total: 0,
    thinned: false,
  };
  expect(unpackMap(packMap(points, figures))).toEqual([]);
});
