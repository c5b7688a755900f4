import { expect, test } from "vitest";
import { drawResamples } from "#lib/stats/resamples.ts";

test("every resample draws as many units as there are", () => {
  const { counts } = drawResamples(37, { seed: 4, resamples: 50 });
  const sizes = new Float64Array(50);
  counts.forEach((count, place) => (sizes[place % 50] = (sizes[place % 50] ?? 0) + count));
  expect([...sizes]).toEqual(new Array(50).fill(37));
});

test("the same seed draws the same, fewer resamples are the first of more, another seed draws others", () => {
  const many = drawResamples(20, { seed: 9, resamples: 300 });
  const few = drawResamples(20, { seed: 9, resamples: 100 });
  for (let unit = 0; unit < 20; unit++) {
    expect(few.counts.subarray(unit * 100, unit * 100 + 100)).toEqual(
      many.counts.subarray(unit * 300, unit * 300 + 100),
    );
  }
  expect(drawResamples(20, { seed: 10, resamples: 100 }).counts).not.toEqual(few.counts);
});

test("counts have the mean, variance and covariance of multinomial draws", () => {
  const [units, B] = [50, 20_000];
  const { counts } = drawResamples(units, { seed: 1, resamples: B });
  const row = (unit: number) => counts.subarray(unit * B, unit * B + B);
  const covariance = (a: number, b: number) =>
    row(a).reduce((total, count, i) => total + (count - 1) * ((row(b)[i] ?? 0) - 1), 0) / B;
  for (let unit = 0; unit < units; unit++) {
    // Standard errors: mean 0.007, variance 0.012, covariance 0.007.
    expect(Math.abs(row(unit).reduce((total, count) => total + count, 0) / B - 1)).toBeLessThan(0.03);
    expect(Math.abs(covariance(unit, unit) - (1 - 1 / units))).toBeLessThan(0.05);
    expect(Math.abs(covariance(unit, (unit + 1) % units) + 1 / units)).toBeLessThan(0.03);
  }
});

test("impossible sizes are refused before anything is allocated", () => {
  expect(() => drawResamples(0, { seed: 1 })).toThrow(RangeError);
  expect(() => drawResamples(1e9, { seed: 1 })).toThrow(RangeError);
});
