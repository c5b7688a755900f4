import { expect, test } from "vitest";
import { readSearch } from "./read-search.ts";

test("an address says what is looked for, and where in the results", () => {
  const { query, ...rest } = readSearch({ q: " sea ", layer: ["2", "4"], scoreMin: "", cursor: "abc" });
  expect(query).toMatchObject({ q: "sea", layer: [2, 4] });
  expect(rest).toEqual({ cursor: "abc", refined: true, unread: undefined });
});

test("a text alone, as a form without anything else sends it, is not refined", () => {
  expect(readSearch({ q: "sea", sort: "", cursor: "" })).toMatchObject({ refined: false, cursor: undefined });
});

test("what cannot be read is said and left out, the text is kept", () => {
  expect(readSearch({ q: "sea", kind: "cat", layer: "2" })).toMatchObject({
    query: { q: "sea", layer: [], kind: [] },
    unread: expect.stringContaining("filter"),
  });
  const long = readSearch({ q: "x".repeat(500), layer: "2" });
  expect([long.query.q.length, long.query.layer, long.unread]).toEqual([400, [2], expect.stringContaining("400")]);
});

test("the usual order is not said", () => {
  expect(readSearch({ q: "sea", sort: "relevance" }).query.sort).toBeUndefined();
  expect(readSearch({ sort: "relevance" }).query.sort).toBeUndefined();
  expect(readSearch({ q: "sea", sort: "score" }).query.sort).toBe("score");
});
