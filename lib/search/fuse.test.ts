import { expect, test } from "vitest";
import { fuse, isNear, nearness } from "#lib/search/fuse.ts";

const background = { mean: 0.2, deviation: 0.05 };

test("nearness is how far a cosine is above the background, whatever the embedder's range", () => {
  expect(nearness(0.2, background)).toBe(0);
  expect(nearness(0.1, background)).toBe(0);
  expect(nearness(1, background)).toBe(1);
  expect(nearness(0.3, background)).toBeCloseTo(nearness(0.6, { mean: 0.4, deviation: 0.1 }), 10);
});

test("three deviations above the background are near", () => {
  expect(isNear(0.36, background)).toBe(true);
  expect(isNear(0.34, background)).toBe(false);
});

test("words and meaning both raise what a feature is ranked by, which stays within 0 and 1", () => {
  const both = fuse({ words: 0.8, meaning: 0.5 }, background);
  expect(both).toBeGreaterThan(fuse({ words: 0.8, meaning: 0.3 }, background));
  expect(both).toBeGreaterThan(fuse({ words: 0.6, meaning: 0.5 }, background));
  expect(fuse({ words: 1, meaning: 1 }, background)).toBe(1);
  expect(fuse({ words: 0, meaning: null }, background)).toBe(0);
});

test("without a background words alone rank", () => {
  expect(fuse({ words: 0.8, meaning: 0.9 }, undefined)).toBe(0.8);
});
