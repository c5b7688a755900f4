import { expect, test } from "vitest";
import { firesOn } from "./fires-on.ts";

const peakOn = (text: string) => ({
  sequence: 1,
  document: { title: "A note on tides", kind: "essay", origin: "ours" },
  start: 0,
  tokens: ["The", text],
  fragments: [],
  positions: [1],
  values: [1],
  peak: 1,
});
const groups = (tokens: string[]) => [{ kind: "top" as const, quantile: null, examples: tokens.map(peakOn) }];

test("tokens are named once, most frequent first, whatever their case and spaces", () => {
  expect(firesOn({ groups: groups([" sea", " tide", " Tide", "tide", " sea", " moon"]) })).toEqual([
    " tide",
    " sea",
    " moon",
  ]);
});

test("white space tokens are told apart, and a feature without examples names none", () => {
  expect(firesOn({ groups: groups(["\n", " ", "\n"]) })).toEqual(["\n", " "]);
  expect(firesOn({ groups: [] })).toEqual([]);
});
