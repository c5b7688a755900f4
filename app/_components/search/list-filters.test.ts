import { expect, test } from "vitest";
import { emptyFacets } from "#lib/search/count-facets.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import { listFilters, withoutFilters } from "./list-filters.ts";

const query = SearchQuery.parse({ q: "sea", layer: "2,4", method: "person", scoreMin: "0.5", by: "words" });

test("each filter in use can be dropped alone, and all together", () => {
  const filters = listFilters(query, { ...emptyFacets(), layer: [{ value: "4", name: "layer 4", count: 1 }] });
  expect(filters.map(({ says, without }) => [says, decodeURIComponent(String(without))])).toEqual([
    ["layer 2", "q=sea&layer=4&method=person&scoreMin=0.5&by=words"],
    ["layer 4", "q=sea&layer=2&method=person&scoreMin=0.5&by=words"],
    ["people", "q=sea&layer=2,4&scoreMin=0.5&by=words"],
    ["score from 0.5", "q=sea&layer=2,4&method=person&by=words"],
  ]);
  expect(String(withoutFilters(query))).toBe("q=sea&by=words");
});

test("what is looked for and its order are no filters", () => {
  expect(listFilters(SearchQuery.parse({ q: "sea", sort: "newest", by: "words" }), emptyFacets())).toEqual([]);
});
