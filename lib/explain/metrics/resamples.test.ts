import { expect, test } from "vitest";
import { drawResamples, resampleDocuments } from "#lib/explain/metrics/resamples.ts";

test("every resample draws as many documents as there are", () => {
  const resamples = drawResamples(37, { seed: 4, resamples: 50 });
  const { sizes, size } = resampleDocuments(new Uint32Array(37).fill(1), resamples);
  expect(size).toBe(37);
  expect([...sizes]).toEqual(new Array(50).fill(37));
});

test("the same seed draws the same, fewer resamples are the first of more, another seed draws others", () => {
  const many = drawResamples(20, { seed: 9, resamples: 300 });
  const few = drawResamples(20, { seed: 9, resamples: 100 });
  for (let document = 0; document < 20; document++) {
    expect(few.counts.subarray(document * 100, document * 100 + 100)).toEqual(
      many.counts.subarray(document * 300, document * 300 + 100),
    );
  }
  expect(drawResamples(20, { seed: 10, resamples: 100 }).counts).not.toEqual(few.counts);
});

test("counts have the mean, variance and covariance of multinomial draws", () => {
  const [documents, B] = [50, 20_000];
  const { counts } = drawResamples(documents, { seed: 1, resamples: B });
  const row = (document: number) => counts.subarray(document * B, document * B + B);
  const covariance = (a: number, b: number) =>
    row(a).reduce((total, count, i) => total + (count - 1) * ((row(b)[i] ?? 0) - 1), 0) / B;
  for (let document = 0; document < documents; document++) {
    // Standard errors: mean 0.007, variance 0.012, covariance 0.007.
    expect(Math.abs(row(document).reduce((total, count) => total + count, 0) / B - 1)).toBeLessThan(0.03);
    expect(Math.abs(covariance(document, document) - (1 - 1 / documents))).toBeLessThan(0.05);
    expect(Math.abs(covariance(document, (document + 1) % documents) + 1 / documents)).toBeLessThan(0.03);
  }
});

test("impossible sizes are refused before anything is allocated", () => {
  expect(() => drawResamples(0, { seed: 1 })).toThrow(RangeError);
  expect(() => drawResamples(1e9, { seed: 1 })).toThrow(RangeError);
  expect(() => resampleDocuments(new Uint32Array(3), drawResamples(4, { seed: 1, resamples: 2 }))).toThrow(RangeError);
});
