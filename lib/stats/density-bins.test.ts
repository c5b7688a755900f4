import { expect, test } from "vitest";
import { layOutDensities } from "#lib/stats/density-bins.ts";

test("bins begin at a power of ten at or below the rarest feature and end at every token", () => {
  const histogram = layOutDensities([
    { bin: -1, features: 2 },
    { bin: -6, features: 7 },
  ]);
  expect(histogram).toEqual({ low: -2, high: 0, counts: [0, 0, 7, 0, 0, 0, 0, 2] });
});

test("a rarest feature right at a power of ten begins there", () => {
  expect(layOutDensities([{ bin: -8, features: 1 }])).toMatchObject({ low: -2, counts: [1, 0, 0, 0, 0, 0, 0, 0] });
});

test("without a live feature there is none", () => {
  expect(layOutDensities([])).toBeUndefined();
});
