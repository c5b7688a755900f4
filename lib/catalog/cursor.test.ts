import { expect, test } from "vitest";
import { formatCursor, parseCursor } from "#lib/catalog/cursor.ts";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";

const byDensity = FeatureQuery.parse({ sort: "density" });

test("parsing a cursor gives back what was formatted", () => {
  for (const value of [0, 1, 0.1, 1e-30, 123.456, -2.5]) {
    const cursor = { direction: "before", value, index: 7 } as const;
    expect(parseCursor(formatCursor(cursor, byDensity), byDensity)).toEqual(cursor);
  }
});

test("a cursor of another sort, order or filter is refused", () => {
  const cursor = formatCursor({ direction: "after", value: 1, index: 2 }, byDensity);
  for (const other of [{ sort: "max" }, { sort: "density", order: "asc" }, { sort: "density", token: "dog" }]) {
    expect(() => parseCursor(cursor, FeatureQuery.parse(other))).toThrow("another sort or filter");
  }
});

test("naming the default order does not change the listing", () => {
  const cursor = formatCursor({ direction: "after", value: 1, index: 2 }, byDensity);
  expect(parseCursor(cursor, FeatureQuery.parse({ sort: "density", order: "desc" }))).toBeDefined();
});

test("what is not a cursor is refused", () => {
  const forged = Buffer.from(JSON.stringify(["a", "1", 2, "x"])).toString("base64url");
  for (const text of ["", "%", "abc", forged, "A".repeat(5_000)]) {
    expect(() => parseCursor(text, byDensity)).toThrow("not one of ours");
  }
});
