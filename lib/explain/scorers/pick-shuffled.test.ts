import { expect, test } from "vitest";
import { pickShuffled } from "#lib/explain/scorers/pick-shuffled.ts";

const explanations = Array.from({ length: 100 }, (_, index) => ({
  index,
  draft: { side: "input" as const, text: String(index) },
}));
/** Feature f is the f-th rarest. */
const facts = (feature: number) => ({ density: feature / 100, promoted: [], neighbours: [] });
const picked = (seed: number, of = explanations) => {
  const shuffledOf = pickShuffled(of, { facts, seed });
  return (feature: number) => shuffledOf(feature).map(({ text }) => Number(text));
};

test("each explanation is set beside three others, of features about as frequent and never its own", () => {
  const shuffledOf = picked(1);
  for (const { index } of explanations) {
    const others = shuffledOf(index);
    expect(new Set(others).size).toBe(3);
    expect(others).not.toContain(index);
    for (const other of others) expect(Math.abs(other - index)).toBeLessThanOrEqual(20);
  }
});

test("which ones depends on the seed and not on the order in which explanations come", () => {
  const all = (shuffledOf: (feature: number) => number[]) => explanations.map(({ index }) => shuffledOf(index));
  expect(all(picked(1, explanations.toReversed()))).toEqual(all(picked(1)));
  expect(all(picked(2))).not.toEqual(all(picked(1)));
});

test("where there are few explanations, all the others are taken", () => {
  expect(picked(1, explanations.slice(0, 3))(1).toSorted((a, b) => a - b)).toEqual([0, 2]);
  expect(picked(1, explanations.slice(0, 1))(0)).toEqual([]);
});
