import { expect, test } from "vitest";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import { chooseNotable } from "./choose-notable.ts";

const row = (index: number, topTokens: string[]): FeatureRow => ({
  index,
  density: 0.001,
  maxActivation: 3,
  activeTokens: 30,
  topTokens,
  outputTokens: [],
  explanation: null,
  explanationFailure: null,
});

test("features that fire on words come before those that fire on marks", () => {
  const rows = [row(0, [",", "."]), row(1, [" harbour", " quay"]), row(2, ["\n"]), row(3, [" ship", " sails", "."])];
  expect(new Set(chooseNotable(rows, 2, 0).map(({ index }) => index))).toEqual(new Set([1, 3]));
});

test("several words come before one word again and again", () => {
  const rows = [
    row(0, [" when"]),
    row(1, [" Norway", " Sweden", " Finland"]),
    row(2, [" Norway", " Sweden", "ish", ","]),
  ];
  expect(chooseNotable(rows, 1, 0).map(({ index }) => index)).toEqual([1]);
});

test("every turn shows as many different features as asked for, and no turn fails", () => {
  const rows = Array.from({ length: 11 }, (_, index) => row(index, [" wind"]));
  for (const turn of [0, 1, 2, 7, 29_000_000])
    expect(new Set(chooseNotable(rows, 5, turn).map(({ index }) => index)).size).toBe(5);
  expect(chooseNotable([], 5, 3)).toEqual([]);
  expect(chooseNotable(rows.slice(0, 2), 5, 3)).toHaveLength(2);
});
