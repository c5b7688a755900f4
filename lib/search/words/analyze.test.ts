import { expect, test } from "vitest";
import { createRandom } from "#lib/stats/synthetic-activations.ts";
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

test("plain text is cut as the segmenter cuts it", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  const alphabet = `aaabcdeeeffimnoprstz    \n\t\r,;!?()[]{}<>"“”/\\|*+=-–—@#$%^&~\``;
  const random = createRandom(7);
  for (let i = 0; i < 2_000; i++) {
    const text = Array.from({ length: 1 + (i % 40) }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
    const segments = Array.from(segmenter.segment(text)).filter(({ segment }) => segment.trim() !== "");
    expect(
      analyze(text).map(({ from, to }) => [from, to]),
      JSON.stringify(text),
    ).toEqual(segments.map(({ segment, index }) => [index, index + segment.length]));
  }
});

test("forms of a word share a stem", () => {
  const [city, cities] = analyze("city cities");
  expect(city?.stem).toBe(cities?.stem);
});

test("words that say nothing are left out of a query unless there are no others", () => {
  expect(analyzeQuery("tokens about the sea").map(({ text }) => text)).toEqual(["sea"]);
  expect(analyzeQuery("the").map(({ text }) => text)).toEqual(["the"]);
});
