import { expect, test } from "vitest";
import { splitFormalLabel } from "#lib/search/formal-label.ts";

test("tokens of the strongest term are told from weaker ones and from where they stand", () => {
  expect(
    splitFormalLabel("“of”, “…in” right after “out”; about half as strongly numbers; weakly “a” soon after “page”"),
  ).toEqual({
    tokens: ["of", "…in"],
    said: "",
    aside: ["right after “out”", "numbers", "“a”", "soon after “page”"],
  });
});

test("kinds of tokens are kept as they are said", () => {
  expect(splitFormalLabel("closing brackets in texts of the kind “press”")).toEqual({
    tokens: [],
    said: "closing brackets",
    aside: ["in texts of the kind “press”"],
  });
});

test("anything at a place is about the place", () => {
  expect(splitFormalLabel("anything at the very start of a passage").said).toBe(
    "anything at the very start of a passage",
  );
  expect(splitFormalLabel("anything right after “ph”").tokens).toEqual(["ph"]);
});

test("any text has parts", () => {
  expect(splitFormalLabel("")).toEqual({ tokens: [], said: "", aside: [] });
  expect(splitFormalLabel("“;”, “; ”").tokens.length).toBeGreaterThan(0);
});
