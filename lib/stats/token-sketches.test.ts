import { expect, test } from "vitest";
import { mix32 } from "#lib/stats/hash.ts";
import {
  addTokenHash,
  createTokenSketches,
  mergeSketches,
  settleSketch,
  sketchPartners,
  SKETCH_TOKENS,
} from "#lib/stats/token-sketches.ts";

const TOKENS = 200_000;
/** Tokens on which each feature is active; 1 is inside 0, 2 overlaps 0 by half, 3 is apart, 4 is rare and inside 3. */
const ACTIVE: [from: number, to: number][] = [
  [0, 20_000],
  [0, 10_000],
  [10_000, 30_000],
  [50_000, 70_000],
  [50_000, 50_100],
];

function sketch(from = 0, to = TOKENS) {
  const sketches = createTokenSketches(ACTIVE.length);
  ACTIVE.forEach(([start, end], feature) => {
    for (let token = Math.max(from, start); token < Math.min(to, end); token++)
      addTokenHash(sketches, feature, mix32(token));
  });
  return sketches;
}

test("a sketch is the smallest distinct hashes, merged or not", () => {
  const whole = sketch();
  const merged = sketch(15_000);
  mergeSketches(merged, sketch(0, 15_000));
  ACTIVE.forEach(([start, end], feature) => {
    const hashes = Uint32Array.from({ length: end - start }, (_, i) => mix32(start + i))
      .sort()
      .slice(0, SKETCH_TOKENS);
    expect(settleSketch(whole, feature)).toEqual(hashes);
    expect(settleSketch(merged, feature)).toEqual(hashes);
  });
});

test("estimates are within a few standard errors of the exact counts", () => {
  const partners = sketchPartners(
    sketch(),
    Float64Array.from(ACTIVE, ([from, to]) => to - from),
    TOKENS,
  );
  const [inside, overlapping] = partners(0, 10);
  expect(inside).toMatchObject({ index: 1 });
  expect(Math.abs((inside?.both ?? 0) - 10_000)).toBeLessThan(1800);
  expect(overlapping).toMatchObject({ index: 2 });
  expect(Math.abs((overlapping?.both ?? 0) - 10_000)).toBeLessThan(2400);
  expect(partners(0, 10).map(({ index }) => index)).toEqual([1, 2]);
  expect(partners(0, 1)).toHaveLength(1);
});
