import { expect, test } from "vitest";
import { featureOrder, FeatureQuery, formatFeatureQuery } from "#lib/catalog/feature-query.ts";

test("a query survives its URL", () => {
  for (const given of [
    {},
    { sort: "density" },
    { sort: "max", order: "asc", maxMin: 0.5, state: "live" },
    { densityMin: 0, densityMax: 0.01, token: "a&b=c" },
    { sort: "score", order: "asc", scoreMin: -0.5, scoreMax: 0, method: "best-of-k", explained: "no" },
  ]) {
    const query = FeatureQuery.parse(given);
    const again = FeatureQuery.parse(Object.fromEntries(formatFeatureQuery(query)));
    expect({ ...again, order: featureOrder(again) }).toEqual({ ...query, order: featureOrder(query) });
  }
});

test("defaults leave no trace in the URL", () => {
  expect(String(formatFeatureQuery(FeatureQuery.parse({ sort: "index", order: "asc" })))).toBe("");
  expect(String(formatFeatureQuery(FeatureQuery.parse({ sort: "density", order: "desc" })))).toBe("sort=density");
});

test("a score outside of all scales, a method of no name and an unknown wish are refused", () => {
  for (const given of [
    { scoreMin: 1.5 },
    { scoreMax: "high" },
    { method: "../x" },
    { method: "" },
    { explained: "maybe" },
  ])
    expect(FeatureQuery.safeParse(given).success).toBe(false);
});
