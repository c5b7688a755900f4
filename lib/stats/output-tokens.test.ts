import { expect, test } from "vitest";
import { summarizeOutputTokens } from "#lib/stats/output-tokens.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

test("top, bottom and histogram are those of a full sort", () => {
  const random = createRandom(2);
  const size = 500;
  const logits = Float32Array.from({ length: 3 * size }, () => Math.round(random() * 80 - 40) / 16);
  const summaries = summarizeOutputTokens(logits, size);
  expect(summaries).toHaveLength(3);
  summaries.forEach(({ top, bottom, histogram }, row) => {
    const ranked = Array.from(logits.subarray(row * size, (row + 1) * size), (logit, token) => ({ token, logit }));
    expect(top).toEqual(ranked.toSorted((a, b) => b.logit - a.logit || a.token - b.token).slice(0, 10));
    expect(bottom).toEqual(ranked.toSorted((a, b) => a.logit - b.logit || a.token - b.token).slice(0, 10));
    expect(histogram.counts).toHaveLength(50);
    expect(histogram.counts.reduce((a, b) => a + b)).toBe(size);
    expect(histogram.low).toBe(bottom[0]?.logit);
    expect(histogram.high).toBe(top[0]?.logit);
  });
});

test("equal logits share the first bin and rank by token", () => {
  const [summary] = summarizeOutputTokens(new Float32Array(4).fill(2), 4, { count: 2, bins: 3 });
  expect(summary?.top.map(({ token }) => token)).toEqual([0, 1]);
  expect([...(summary?.histogram.counts ?? [])]).toEqual([4, 0, 0]);
});

test("broken shapes and numbers are refused", () => {
  expect(() => summarizeOutputTokens(new Float32Array(5), 2)).toThrow(/whole rows/);
  expect(() => summarizeOutputTokens(Float32Array.of(1, NaN), 2)).toThrow(/finite/);
});
