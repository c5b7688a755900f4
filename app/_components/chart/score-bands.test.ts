import { expect, test } from "vitest";
import { bandByScore } from "./score-bands.ts";

test("every point is in one band, by its score, and the highest are drawn last", () => {
  const scores = [undefined, 0, 0.24, 0.25, 0.74, 0.75, 1];
  const points = scores.map((score, index) => ({ index, x: 0, y: 0, score }));
  const bands = bandByScore(points);
  expect(bands.map(({ points: inside }) => inside.map(({ index }) => index))).toEqual([[0], [1, 2], [3], [4], [5, 6]]);
});
