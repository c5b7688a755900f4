import { expect, test } from "vitest";
import { profileDensities } from "./density-profile.ts";

test("a feature's standing is its share of live features that are denser", () => {
  const profile = profileDensities(Float32Array.of(0, 0.001, 0.01, 0.01, 0.1));
  expect(profile?.shareAbove(Math.fround(0.001))).toBe(0.75);
  expect(profile?.shareAbove(Math.fround(0.1))).toBe(0);
});

test("every live feature is counted once, between whole powers of ten", () => {
  const profile = profileDensities(Float32Array.of(0, 0.002, 0.03, 0.4, 1));
  expect(profile?.histogram).toMatchObject({ low: -3, high: 0 });
  expect(profile?.histogram.counts.reduce((sum, count) => sum + count)).toBe(4);
});

test("a source without a live feature has no profile", () => {
  expect(profileDensities(new Float32Array(3))).toBeUndefined();
});
