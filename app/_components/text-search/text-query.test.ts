import { expect, test } from "vitest";
import { fitsAddress, readTextQuery, textSearchPath, type TextQuery } from "./text-query.ts";

const read = (path: string) => {
  const query = new URL(path, "http://test/").searchParams;
  return readTextQuery(Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])));
};

test("an address says the whole query, whatever the text holds", () => {
  const queries: TextQuery[] = [
    { text: "", model: undefined, sources: [] },
    { text: "a & b = c?\n\t北 🐋 %20", model: "tiny-llama-7m", sources: ["2-res-4k", "4-res-4k"] },
  ];
  for (const query of queries) expect(read(textSearchPath(query))).toEqual(query);
});

test("a source named twice counts once, and line ends are those of the page", () => {
  expect(readTextQuery({ text: "a\r\nb", model: ["m", "n"], source: ["1", "1"] })).toEqual({
    text: "a\nb",
    model: "m",
    sources: ["1"],
  });
});

test("a page of English fits into an address, a page of another script may not", () => {
  const query = { model: "tiny-llama-7m", sources: ["4-res-4k"] };
  expect(fitsAddress({ ...query, text: "word ".repeat(400) })).toBe(true);
  expect(fitsAddress({ ...query, text: "北".repeat(600) })).toBe(false);
});
