import { expect, test } from "vitest";
import { markText } from "./mark-text.ts";

const read = (text: string, highlights: [number, number][]) =>
  markText(text, highlights)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join("");

test("what matches is told from what does not, and nothing is lost", () => {
  expect(read("whales and dolphins", [[11, 19]])).toBe("whales and [dolphins]");
  expect(read("sea", [[0, 3]])).toBe("[sea]");
  expect(
    read("a b a", [
      [0, 1],
      [4, 5],
    ]),
  ).toBe("[a] b [a]");
  expect(read("plain", [])).toBe("plain");
  expect(markText("", [])).toEqual([]);
});
