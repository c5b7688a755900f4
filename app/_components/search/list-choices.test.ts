import { expect, test } from "vitest";
import { SearchQuery } from "#lib/search/search-query.ts";
import { listChoices } from "./list-choices.ts";

const values = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ value: `m${i}`, name: `Model ${i}`, count: count - i }));
const names = (choices: { value: string; chosen: boolean }[]) =>
  choices.map(({ value, chosen }) => (chosen ? `[${value}]` : value)).join(" ");

test("few stay where they are when one is chosen", () => {
  const { shown, more } = listChoices(SearchQuery.parse({ model: "m2" }), "model", values(3));
  expect([names(shown), names(more)]).toEqual(["m0 m1 [m2]", ""]);
});

test("of many the chosen ones are always shown", () => {
  const { shown, more } = listChoices(SearchQuery.parse({ model: "m11" }), "model", values(12));
  expect(names(shown)).toBe("[m11] m0 m1 m2 m3 m4 m5 m6");
  expect(names(more)).toBe("m7 m8 m9 m10");
});

test("a chosen one that leaves nothing can still be dropped", () => {
  const { shown } = listChoices(SearchQuery.parse({ layer: "9" }), "layer", []);
  expect(shown).toEqual([{ value: "9", name: "9", count: 0, chosen: true }]);
});
