import { expect, test } from "vitest";
import { surpriseOf, textScore, tokenScore } from "./score.ts";

test("surprise is the bits of the density, none for a feature that is always on", () => {
  expect(surpriseOf({ activeTokens: 1_000_000, tokens: 1_000_000 })).toBe(0);
  expect(surpriseOf({ activeTokens: 999, tokens: 1_023_999 })).toBe(10);
  expect(surpriseOf({ activeTokens: 1, tokens: 1_000_000 })).toBeLessThan(20);
});

test("over a whole text a feature that fires once keeps its token's score, and none more than doubles it", () => {
  expect(textScore({ peak: 0.6, total: 0.6 }, 8)).toBeCloseTo(tokenScore(0.6, 8));
  expect(textScore({ peak: 1, total: 1e6 }, 8)).toBeLessThanOrEqual(16);
  expect(textScore({ peak: 0, total: 0 }, 8)).toBe(0);
});

test("firing on one more token, or more strongly, never lowers the score of a text", () => {
  const scoreOf = (strengths: number[]) =>
    textScore({ peak: Math.max(...strengths), total: strengths.reduce((sum, strength) => sum + strength, 0) }, 5);
  for (const more of [0.01, 0.3, 0.7, 1]) {
    expect(scoreOf([0.3, 0.2, more])).toBeGreaterThan(scoreOf([0.3, 0.2]));
    expect(scoreOf([0.3 + more * 0.7, 0.2])).toBeGreaterThan(scoreOf([0.3, 0.2]));
  }
});
