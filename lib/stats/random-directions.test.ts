import { expect, test } from "vitest";
import { randomDirections } from "#lib/stats/random-directions.ts";

test("directions are normal in every coordinate, unlike one another, and the same again for the same seed", () => {
  const [count, width] = [200, 50];
  const rows = randomDirections(count, width, 7);
  const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  expect(Math.abs(mean)).toBeLessThan(0.04);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  let product = 0;
  for (let i = 0; i < width; i++) product += (rows[i] ?? 0) * (rows[width + i] ?? 0);
  expect(Math.abs(product) / width).toBeLessThan(0.5);
  expect(randomDirections(count, width, 7)).toEqual(rows);
  expect(randomDirections(count, width, 8)).not.toEqual(rows);
});
