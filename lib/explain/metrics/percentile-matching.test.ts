import { expect, test } from "vitest";
import { applyPercentileMatching, fitPercentileMatching } from "#lib/explain/metrics/percentile-matching.ts";

test("on its own split, distinct predictions take on exactly the distribution of the truth", () => {
  const matching = fitPercentileMatching(Float64Array.of(3, 1, 2), Float64Array.of(0, 7, 9));
  expect([...applyPercentileMatching(matching, Float64Array.of(3, 1, 2, 2.5, -4, 99))]).toEqual([9, 0, 7, 8, 0, 9]);
});

test("predictions that tie at 0 are all mapped to the largest truth of their block, as np.interp does", () => {
  const matching = fitPercentileMatching(Float64Array.of(0, 0, 0, 5), Float64Array.of(0, 1, 4, 8));
  expect([...applyPercentileMatching(matching, Float64Array.of(0, 5))]).toEqual([4, 8]);
});
