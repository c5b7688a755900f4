import { expect, test } from "vitest";
import { isArrow, nextPoint } from "#app/_components/map/next-point.ts";

const at = (index: number, x: number, y: number) => ({
  index,
  x,
  y,
  cluster: undefined,
  density: 0,
  max: 0,
  score: undefined,
});
const CENTRE = at(0, 0.5, 0.5);
const POINTS = [CENTRE, at(1, 0.7, 0.5), at(2, 0.6, 0.9), at(3, 0.5, 0.6), at(4, 0.1, 0.5)];

test("an arrow leads to the nearest point in its direction, or nowhere", () => {
  expect(nextPoint(POINTS, CENTRE, "ArrowRight")?.index).toBe(1);
  expect(nextPoint(POINTS, CENTRE, "ArrowUp")?.index).toBe(3);
  expect(nextPoint(POINTS, CENTRE, "ArrowLeft")?.index).toBe(4);
  expect(nextPoint(POINTS, CENTRE, "ArrowDown")).toBeUndefined();
  expect(isArrow("ArrowUp")).toBe(true);
  expect(isArrow("a")).toBe(false);
});
