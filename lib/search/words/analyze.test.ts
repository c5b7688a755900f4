import { expect, test } from "vitest";
import { analyze, analyzeQuery } from "#lib/search/words/analyze.ts";

const texts = (text: string) => analyze(text).map((word) => word.text);

test("accents, case and compatibility forms do not matter", () => {
  expect(texts("Café ﬁsh ＡＢＣ")).toEqual(["cafe", "fish", "abc"]);
});

test("a word stands where it says it stands", () => {
  const text = "an “Évian” getElementById, x2";
  for (const { text: word, from, to } of analyze(text)) {
    expect(text.slice(from, to).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()).toBe(word);
  }
});

test("parts of names in code are words too", () => {
  expect(texts("getElementById")).toEqual(["getelementbyid", "get", "element", "by", "id"]);
  expect(texts("snake_case")).toEqual(expect.arrayContaining(["snake", "case"]));
});

test("signs are words, so that closing brackets can be found", () => {
  expect(texts(") });")).toEqual(expect.arrayContaining([")", "}", ";"]));
});

test("scripts without spaces are cut into words", () => {
  expect(texts("海の動物")).toEqual(["海", "の", "動物"]);
});

test("forms of a word share a stem", () => {
  const [city, cities] = analyze("city cities");
  expect(city?.stem).toBe(cities?.stem);
});

test("words that say nothing are left out of a query unless there are no others", () => {
  expect(analyzeQuery("tokens about the sea").map(({ text }) => text)).toEqual(["sea"]);
  expect(analyzeQuery("the").map(({ text }) => text)).toEqual(["the"]);
});
