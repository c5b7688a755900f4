import { expect, test } from "vitest";
import { listBins } from "./list-bins.ts";

const histogram = (counts: number[]) => ({ low: 0, high: 1, counts });

test("joining bins loses no count and leaves no gap", () => {
  const bins = listBins(histogram([1, 2, 3, 4, 5]), histogram([5, 0, 0, 0, 1]), 3);
  expect(bins.map(({ count }) => count)).toEqual([3, 7, 5]);
  expect(bins.map(({ behind }) => behind)).toEqual([5, 0, 1]);
  expect(bins.map(({ low }) => low).slice(1)).toEqual(bins.map(({ high }) => high).slice(0, -1));
  expect(bins.at(-1)?.high).toBe(1);
});
