import { expect, test } from "vitest";
import { nameKinds, TOKEN_KINDS } from "#lib/search/words/token-kinds.ts";

test("signs and words of closed lists are called by their kind", () => {
  expect(nameKinds([")", "]", "};"]).mostly.join()).toContain("closing bracket");
  expect(nameKinds([" July", "…March", "June"]).mostly).toEqual(["month of the year"]);
  expect(nameKinds(["↵"]).mostly.join()).toContain("line break");
});

test("a kind that a good part of the tokens are of is said beside, one that few are of is not", () => {
  const { mostly, partly } = nameKinds([" she", " her", " ship", " whale"]);
  expect(mostly).toEqual([]);
  expect(partly.join()).toContain("third person pronoun");
  expect(nameKinds([" red", " ship", " whale", " sea"])).toEqual({ mostly: [], partly: [] });
});

test("a piece that continues a word is no word, but begins a line of code", () => {
  expect(nameKinds(["…are", "…is"]).mostly).toEqual([]);
  expect(nameKinds(["…import", "import"]).mostly).toEqual(["import statement"]);
});

test("no tokens have no kind, and no name of a kind is empty", () => {
  expect(nameKinds([])).toEqual({ mostly: [], partly: [] });
  expect(TOKEN_KINDS.every(({ names }) => names.trim() !== "")).toBe(true);
});
