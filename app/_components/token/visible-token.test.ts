import { expect, test } from "vitest";
import { visibleBytes, visibleToken, visibleTokenText } from "./visible-token.ts";

test("what cannot be seen is shown as a sign, apart from what can", () => {
  expect(visibleToken(" the")).toEqual([
    { text: "·", sign: true },
    { text: "the", sign: false },
  ]);
  expect(visibleTokenText("\n\n\t")).toBe("↵↵⇥");
  expect(visibleTokenText("a\u200bb\u0000")).toBe("a‹U+200B›b‹U+0000›");
});

test("letters of any script, and bytes that are no character, stay as they are", () => {
  expect(visibleToken("日本")).toEqual([{ text: "日本", sign: false }]);
  expect(visibleTokenText("שלום")).toBe("שלום");
  expect(visibleToken("a‹E2 80›")).toEqual([
    { text: "a", sign: false },
    { text: "‹E2 80›", sign: true },
  ]);
});

test("bytes in hex read as the catalog writes them", () => {
  expect(["E2", "E280", "F09F9098"].map(visibleBytes)).toEqual(["‹E2›", "‹E2 80›", "‹F0 9F 90 98›"]);
  expect(visibleToken(visibleBytes("E280"))).toEqual([{ text: "‹E2 80›", sign: true }]);
});

test("a token without text is still visible", () => {
  expect(visibleTokenText("")).toBe("∅");
});
