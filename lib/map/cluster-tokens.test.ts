import { expect, test } from "vitest";
import { nameClusters } from "#lib/map/cluster-tokens.ts";

const times = (length: number, make: () => string[]) => Array.from({ length }, make);

test("a cluster is named by the tokens that more of its features peak on than of the others, whatever their case", () => {
  const tokens = [
    ...times(30, () => [" Whale", " the"]),
    ...times(10, () => ["whale ", " sea"]),
    ...times(40, () => ["(", " the"]),
  ];
  const clusters = [...new Array<number>(40).fill(0), ...new Array<number>(40).fill(1)];
  expect(nameClusters(tokens, clusters, 2)).toEqual([
    ["whale", "sea"],
    ["(", "the"],
  ]);
});

test("a cluster that nothing sets apart, or one feature alone would, has no name", () => {
  const tokens = [["a"], ["a", "once"], ["a"], ["a"], ["a"], ["a"]];
  expect(nameClusters(tokens, [0, 0, 0, 1, 1, 1], 2)).toEqual([[], []]);
  expect(nameClusters([], [], 1)).toEqual([[]]);
});
