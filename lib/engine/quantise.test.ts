import { expect, test } from "vitest";
import { QUANTISED_BLOCK, quantiseRows } from "#lib/engine/quantise.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";

test("a weight is off by half a step of its block at most, and a block of zeros stays zero", () => {
  const weights = randomNormals(64 * QUANTISED_BLOCK, 3);
  weights.fill(0, QUANTISED_BLOCK, 2 * QUANTISED_BLOCK);
  const { bytes, scales } = quantiseRows(weights);
  expect(scales).toHaveLength(64);
  for (const [i, weight] of weights.entries()) {
    const scale = scales[Math.floor(i / QUANTISED_BLOCK)] ?? NaN;
    expect(Math.abs(((bytes[i] ?? NaN) - 128) * scale - weight)).toBeLessThanOrEqual(scale * 0.5001);
  }
});
