import { expect, test } from "vitest";
import { recallByDecile } from "#lib/explain/metrics/recall-by-decile.ts";

test("the first decile holds the strongest, and equal ones stay in their order", () => {
  const values = Float32Array.from({ length: 20 }, (_, i) => (i < 4 ? 5 : i));
  const recalled = Uint8Array.from(values, (_, i) => Number(i >= 10 || i === 0));
  const deciles = recallByDecile(values, recalled);
  // By strength: 19, 18, …, 6, then the four fives among 5.
  expect(deciles.map(({ recalled }) => recalled)).toEqual([2, 2, 2, 2, 2, 0, 0, 1, 0, 0]);
  expect(deciles.every(({ count }) => count === 2)).toBe(true);
});

test("all positives are used, in parts that differ by one at most", () => {
  for (const n of [0, 1, 9, 10, 11, 57, 103]) {
    const deciles = recallByDecile(new Float64Array(n), new Uint8Array(n).fill(1));
    const counts = deciles.map(({ count }) => count);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(n);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    for (const { count, recall } of deciles) expect(recall.value).toBe(count === 0 ? null : 1);
  }
});
