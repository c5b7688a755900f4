import { expect, test } from "vitest";
import { formatSearchQuery, parseSearchQuery, searchOrder } from "#lib/search/search-query.ts";

test("a query survives its way through an URL", () => {
  const query = parseSearchQuery({
    q: " ocean mammals ",
    source: "m/4-res-4k,m/2-res-4k,m/4-res-4k",
    layer: ["4", "2"],
    kind: "sae",
    scoreMin: "0.5",
    densityMax: "",
    sort: "newest",
  });
  expect(query).toMatchObject({
    q: "ocean mammals",
    source: ["m/4-res-4k", "m/2-res-4k"],
    layer: [4, 2],
    kind: ["sae"],
    scoreMin: 0.5,
    sort: "newest",
    by: "both",
  });
  if (!query) return;
  expect(parseSearchQuery(Object.fromEntries(formatSearchQuery(query)))).toEqual(query);
});

test("what is default is not in the URL", () => {
  const query = parseSearchQuery({ q: "river" });
  expect(query && formatSearchQuery(query).toString()).toBe("q=river");
});

test("what is out of bounds is refused", () => {
  for (const bad of [{ q: "x".repeat(401) }, { layer: "one" }, { kind: "cat" }, { scoreMin: "2" }, { model: "a b" }])
    expect(parseSearchQuery(bad), JSON.stringify(bad)).toBeUndefined();
});

test("without words the best scored come first", () => {
  expect(searchOrder({ q: "", sort: undefined })).toBe("score");
  expect(searchOrder({ q: "", sort: "newest" })).toBe("newest");
  expect(searchOrder({ q: "sea", sort: undefined })).toBe("relevance");
});
