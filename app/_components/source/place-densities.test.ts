import { expect, test } from "vitest";
import { describeDensities, placeDensities } from "./place-densities.ts";

const densities = {
  tokens: 60_163,
  live: 9,
  dead: 3,
  log10Densities: { low: -2, high: 0, counts: [0, 1, 6, 0, 0, 2, 0, 0] },
};

test("bars fill the figure from the dead features on the left to every token on the right, the tallest in full", () => {
  const { bars, ticks } = placeDensities(densities);
  expect(bars[0]).toMatchObject({ features: 3, range: "Never", isDead: true, left: 0, height: 0.5 });
  expect(bars[3]).toMatchObject({ features: 6, range: "1 in 32 to 1 in 18", height: 1 });
  const last = bars.at(-1);
  expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(100, 9);
  expect(bars[1]?.left).toBeGreaterThan(bars[0]?.width ?? Number.NaN);
  expect(ticks).toEqual([
    { label: "10⁻²", left: bars[1]?.left },
    { label: "10⁻¹", left: expect.closeTo(bars[5]?.left ?? Number.NaN, 9) },
    { label: "every", left: expect.closeTo(100, 9) },
  ]);
});

test("a source whose features are all dead has one bar and no axis", () => {
  const { bars, ticks } = placeDensities({ tokens: 10, live: 0, dead: 4, log10Densities: null });
  expect(bars).toHaveLength(1);
  expect(ticks).toEqual([]);
});

test("the number of tokens is said with the number of dead features, also when there are none", () => {
  expect(describeDensities(densities)).toContain("3 dead: never active on the 60,163 tokens counted.");
  expect(describeDensities({ ...densities, dead: 0 })).toContain("None is dead: each was active on the 60,163 tokens");
  expect(describeDensities({ ...densities, tokens: null })).toContain("on the tokens counted.");
});
