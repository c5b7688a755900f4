import { expect, test } from "vitest";
import { readRepeated } from "#lib/search/queries/read-repeated.ts";

test("values are what the driver makes of them, and equal ones are read once for a query", () => {
  const types = readRepeated();
  for (const [type, text, value] of [
    [1184, "2026-11-26 21:18:00.5+00", new Date("2026-11-26T21:18:00.5Z")],
    [1009, "{token-statistics,output-statistics}", ["token-statistics", "output-statistics"]],
  ] as const) {
    const parse = types.getTypeParser(type, "text");
    expect(parse(text)).toEqual(value);
    expect(parse(text)).toBe(parse(text));
    expect(readRepeated().getTypeParser(type)(text)).not.toBe(parse(text));
  }
  expect(types.getTypeParser(23, "text")("17")).toBe(17);
});
