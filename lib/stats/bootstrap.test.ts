import { expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { bootstrapInterval } from "#lib/stats/bootstrap.ts";

const meanOf = (values: ArrayLike<number>) => (counts: Uint32Array) =>
  counts.reduce((sum, count, i) => sum + count * (values[i] ?? NaN), 0) / values.length;

test("of a mean it is as wide as the standard error says", () => {
  const values = randomNormals(400, 3, 2);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / values.length;
  const { low, high } = bootstrapInterval(values.length, meanOf(values), { seed: 1, resamples: 4_000 }) ?? {};
  expect((mean - (low ?? NaN)) / (1.96 * error)).toBeCloseTo(1, 1);
  expect(((high ?? NaN) - mean) / (1.96 * error)).toBeCloseTo(1, 1);
});

test("it holds the true mean about as often as it says", () => {
  const held = Array.from({ length: 200 }, (_, seed) => {
    const { low = NaN, high = NaN } = bootstrapInterval(60, meanOf(randomNormals(60, seed)), { seed }) ?? {};
    return low <= 0 && high >= 0;
  });
  expect(held.filter(Boolean).length).toBeGreaterThan(180);
  expect(held.filter(Boolean).length).toBeLessThan(200);
});

test("every resample has as many units as there are, each as likely", () => {
  const total = new Float64Array(10);
  const sizes = new Set<number>();
  const count = (counts: Uint32Array) => {
    counts.forEach((drawn, unit) => (total[unit] = (total[unit] ?? 0) + drawn));
    sizes.add(counts.reduce((a, b) => a + b, 0));
    return 0;
  };
  bootstrapInterval(10, count, { seed: 7, resamples: 10_000 });
  expect([...sizes]).toEqual([10]);
  for (const drawn of total) expect(Math.abs(drawn / 10_000 - 1)).toBeLessThan(0.05);
});

test("the same seed gives the same interval, another one another", () => {
  const statistic = meanOf(randomNormals(30, 1));
  const [once, again, other] = [5, 5, 6].map((seed) => bootstrapInterval(30, statistic, { seed }));
  expect(once).toEqual(again);
  expect(once).not.toEqual(other);
});

test("equal units leave no width, one unit has no interval", () => {
  expect(bootstrapInterval(5, meanOf([2, 2, 2, 2, 2]), { seed: 1 })).toEqual({ low: 2, high: 2 });
  expect(bootstrapInterval(1, meanOf([2]), { seed: 1 })).toBeUndefined();
  expect(bootstrapInterval(0, () => 1, { seed: 1 })).toBeUndefined();
});

test("resamples without a value are left out while they are few", () => {
  const withHoles = (every: number) => {
    let calls = 0;
    return () => (calls++ % every === 0 ? undefined : 1);
  };
  expect(bootstrapInterval(5, withHoles(20), { seed: 1 })).toEqual({ low: 1, high: 1 });
  expect(bootstrapInterval(5, withHoles(19), { seed: 1 })).toBeUndefined();
});
