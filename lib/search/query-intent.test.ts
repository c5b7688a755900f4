import { expect, test } from "vitest";
import { hasMeaning, readIntent } from "#lib/search/query-intent.ts";

test("a query that asks what is promoted is about that alone", () => {
  expect(readIntent("promotes numbers")).toEqual({ side: "output", text: "numbers" });
  expect(readIntent("makes of more likely")).toEqual({ side: "output", text: "of" });
  expect(readIntent("features that make the ending -ly more likely next")).toEqual({
    side: "output",
    text: "the ending -ly",
  });
  expect(readIntent("Predicts States after United")).toEqual({ side: "output", text: "States after United" });
});

test("other queries are about what features fire on", () => {
  for (const query of ["closing brackets", "promotion of sergeants", "predictable", "output", "likely"])
    expect(readIntent(query), query).toEqual({ side: "input", text: query });
});

test("signs and single letters have no meaning to compare, and what is promoted has none", () => {
  expect(["=>", ");", "7", "x", "promotes numbers"].filter(hasMeaning)).toEqual([]);
  expect(["if", "海の動物", "closing brackets"].filter(hasMeaning)).toHaveLength(3);
});
