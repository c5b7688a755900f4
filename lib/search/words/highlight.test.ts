import { expect, test } from "vitest";
import { createHighlighter } from "#lib/search/words/highlight.ts";

const marked = (query: string, text: string, to: string[] = []) =>
  createHighlighter(query, [{ to }])
    .mark(text)
    .map(([from, end]) => text.slice(from, end));

test("words are marked in whatever form they have", () => {
  expect(marked("city café", "Cities, a CAFE, citizens")).toEqual(["Cities", "CAFE"]);
});

test("what a misspelt word was taken for is marked", () => {
  expect(marked("dolhpin", "whales and dolphins", ["dolphin"])).toEqual(["dolphins"]);
});

test("parts of one name are one mark", () => {
  expect(marked("get element", "getElementById()")).toEqual(["getElement"]);
});

test("words that say nothing are not marked beside others", () => {
  expect(marked("the sea", "the sea")).toEqual(["sea"]);
});

test("tokens match by their words", () => {
  const { matches } = createHighlighter("closing ) brackets");
  expect([matches(" )"), matches("});"), matches("(")]).toEqual([true, true, false]);
});
