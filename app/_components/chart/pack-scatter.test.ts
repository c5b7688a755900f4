import { expect, test } from "vitest";
import { packScatter, unpackScatter } from "./pack-scatter.ts";

test("points come back where they were, dead features left out and counted", () => {
  const packed = packScatter({
    index: Int32Array.of(0, 1, 2, 40, 41),
    density: Float32Array.of(0.001, 0, 0.01, 1, 0.1),
    maxActivation: Float32Array.of(2, 0, 8, 4, 6),
    score: new Float32Array(5).fill(Number.NaN),
    total: 5,
    thinned: false,
  });
  expect(packed).toMatchObject({ low: -3, high: 0, top: 8, live: 4, dead: 1 });
  const points = unpackScatter(packed ?? { points: "", scored: false });
  expect(points.map(({ index }) => index)).toEqual([0, 2, 40, 41]);
  for (const [at, [x, y]] of [
    [0, 0.25],
    [1 / 3, 1],
    [1, 0.5],
    [2 / 3, 0.75],
  ].entries()) {
    expect(points[at]?.x).toBeCloseTo(x ?? 0, 4);
    expect(points[at]?.y).toBeCloseTo(y ?? 0, 4);
  }
});

test("a source without a live feature has no chart", () => {
  const none = {
    index: Int32Array.of(0),
    density: Float32Array.of(0),
    maxActivation: Float32Array.of(0),
    score: Float32Array.of(Number.NaN),
    total: 1,
    thinned: false,
  };
  expect(packScatter(none)).toBeUndefined();
});

test("scores come along to a few hundredths, and no score is none", () => {
  const packed = packScatter({
    index: Int32Array.of(0, 1, 7, 8),
    density: Float32Array.of(0.1, 0.2, 0.3, 0.4),
    maxActivation: Float32Array.of(1, 2, 3, 4),
    score: Float32Array.of(0.62, Number.NaN, -0.2, 1),
    total: 4,
    thinned: false,
  });
  const points = unpackScatter(packed ?? { points: "", scored: false });
  expect(points.map(({ index }) => index)).toEqual([0, 1, 7, 8]);
  expect(points.map(({ score }) => score && Math.round(score * 10) / 10)).toEqual([0.6, undefined, 0, 1]);
});
