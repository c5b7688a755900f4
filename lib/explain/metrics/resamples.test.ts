import { expect, test } from "vitest";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

test("a resample is as large as the documents that were drawn for it", () => {
  const resamples = drawResamples(20, { seed: 4, resamples: 50 });
  const sizes = Uint32Array.from({ length: 20 }, (_, document) => 10 + document);
  const resampled = resampleDocuments(sizes, resamples);
  const plain = Array.from({ length: 50 }, (_, b) =>
    sizes.reduce((sum, size, document) => sum + size * (resamples.counts[document * 50 + b] ?? 0), 0),
  );
  expect([...resampled.sizes]).toEqual(plain);
  expect(resampled.size).toBe(20 * 10 + 190);
});

test("sizes of other documents than were drawn are refused", () => {
  expect(() => resampleDocuments(new Uint32Array(3), drawResamples(4, { seed: 1, resamples: 2 }))).toThrow(RangeError);
});
