import { expect, test } from "vitest";
import { detokenise } from "#lib/corpus/detokenise.ts";

const tag = (words: string) => words.replace(/\S+/g, (word) => `${word}/x`);

test("words are set as they were printed", () => {
  expect(detokenise(tag("He had two ( or three ) dogs , cats ; and a bird ."))).toBe(
    "He had two (or three) dogs, cats; and a bird.",
  );
  expect(detokenise(tag("She asked : Why not ?"))).toBe("She asked: Why not?");
});

test("quotation marks stand close to what they quote, with commas and stops inside", () => {
  expect(detokenise(tag("`` Come in '' , she said ."))).toBe('"Come in," she said.');
  expect(detokenise(tag("He said `` no '' ."))).toBe('He said "no."');
});

test("marks that the corpus tags twice are printed once", () => {
  expect(detokenise(tag("Why ? ?"))).toBe("Why?");
  expect(detokenise(tag("Did he say `` never '' ? ?"))).toBe('Did he say "never?"');
});

test("sentences of a paragraph follow each other; an empty line separates paragraphs", () => {
  expect(detokenise(`\t${tag("One .")}\n${tag("Two .")}\n\n\n\t${tag("Three .")}\n`)).toBe("One. Two.\n\nThree.");
});

test("a word keeps its own slashes", () => {
  expect(detokenise("and/or/cc 1/2/cd")).toBe("and/or 1/2");
});
