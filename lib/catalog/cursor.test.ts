import { expect, test } from "vitest";
import { formatCursor, parseCursor } from "#lib/catalog/cursor.ts";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { featureListing, modelListing, sourceListing } from "#lib/catalog/listings.ts";

const features = (query: Record<string, string>) => featureListing(FeatureQuery.parse(query));
const byDensity = features({ sort: "density" });
const somewhere = { direction: "after", key: { value: 1, index: 2 } } as const;

test("parsing a cursor gives back what was formatted", () => {
  for (const value of [0, 1, 0.1, 1e-30, 123.456, -2.5]) {
    const cursor = { direction: "before", key: { value, index: 7 } } as const;
    expect(parseCursor(formatCursor(cursor, byDensity), byDensity)).toEqual(cursor);
  }
});

test("the longest names fit a cursor", () => {
  const key = ["m".repeat(100), 9_999, `9999-${"s".repeat(81)}`] satisfies [string, number, string];
  const listing = sourceListing({});
  expect(parseCursor(formatCursor({ direction: "after", key }, listing), listing).key).toEqual(key);
});

test("a cursor of another listing is refused", () => {
  const ofModel = sourceListing({ model: "a" });
  const cursor = formatCursor({ direction: "after", key: ["a", 1, "1-res"] }, ofModel);
  expect(parseCursor(cursor, ofModel)).toBeDefined();
  for (const other of [sourceListing({}), sourceListing({ model: "b" }), sourceListing({ source: "a" })])
    expect(() => parseCursor(cursor, other)).toThrow("another sort or filter");
  expect(() => parseCursor(cursor, modelListing())).toThrow("another sort or filter");
});

test("a cursor of another sort, order or filter is refused", () => {
  const cursor = formatCursor(somewhere, byDensity);
  for (const other of [{ sort: "max" }, { sort: "density", order: "asc" }, { sort: "density", token: "dog" }]) {
    expect(() => parseCursor(cursor, features(other))).toThrow("another sort or filter");
  }
});

test("a place among features without a score is one of the listing by score, and of no other", () => {
  const byScore = features({ sort: "score" });
  const unscored = { direction: "after", key: { value: null, index: 2 } } as const;
  expect(parseCursor(formatCursor(unscored, byScore), byScore)).toEqual(unscored);
  for (const other of [{ sort: "score", order: "asc" }, { sort: "score", method: "contrastive" }, { sort: "density" }])
    expect(() => parseCursor(formatCursor(unscored, byScore), features(other))).toThrow("another sort or filter");
  expect(() => parseCursor(formatCursor(unscored, byDensity), byDensity)).toThrow("not one of ours");
});

test("which filter has a value is part of the listing", () => {
  const cursor = formatCursor(somewhere, features({ sort: "density", scoreMin: "0.5" }));
  expect(() => parseCursor(cursor, features({ sort: "density", scoreMax: "0.5" }))).toThrow("another sort or filter");
});

test("naming the default order does not change the listing", () => {
  const cursor = formatCursor(somewhere, byDensity);
  expect(parseCursor(cursor, features({ sort: "density", order: "desc" }))).toBeDefined();
});

test("what is not a cursor is refused", () => {
  const [, , ours] = JSON.parse(Buffer.from(formatCursor(somewhere, byDensity), "base64url").toString("utf8"));
  const forge = (wire: unknown) => Buffer.from(JSON.stringify(wire)).toString("base64url");
  const forged = [forge(["c", { value: 1, index: 2 }, ours]), forge(["a", { value: "1", index: 2 }, ours])];
  for (const text of ["", "%", "abc", ...forged, "A".repeat(5_000)]) {
    expect(() => parseCursor(text, byDensity)).toThrow("not one of ours");
  }
});
