import { expect, test } from "vitest";
import { allows, visibilitiesFor } from "#lib/catalog/visibility.ts";

test("only public records are listed", () => expect(visibilitiesFor("list")).toEqual(["PUBLIC"]));
test("unlisted records answer at their address", () => expect(visibilitiesFor("read")).toEqual(["PUBLIC", "UNLISTED"]));
test("private records are neither listed nor read", () => {
  expect(allows("PRIVATE", "list")).toBe(false);
  expect(allows("PRIVATE", "read")).toBe(false);
});
