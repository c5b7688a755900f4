import { expect, test } from "vitest";
import { coarsen } from "./coarsen.ts";

test("fewer bins hold the same counts over the same range", () => {
  const bins = coarsen({ low: -1, high: 2, counts: [1, 2, 3, 4, 5, 6, 7] }, 3);
  expect(bins.map(({ count }) => count)).toEqual([6, 15, 7]);
  expect([bins[0]?.low, bins.at(-1)?.high]).toEqual([-1, 2]);
});
