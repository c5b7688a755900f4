import { expect, test } from "vitest";
import { packVocabulary, unpackVocabulary } from "#lib/catalog/vocabulary.ts";
import { describePredicate, quoteToken } from "#lib/explain/predicates/describe-predicate.ts";

const TOKENS = ["<|endoftext|>", " of", "of", "ing", "\n\n", "    ", " run", "7"];
const vocabulary = unpackVocabulary(packVocabulary(TOKENS.map((token) => new TextEncoder().encode(token))));

test("a token that continues a word is told from one that begins it, and white space is seen", () => {
  expect([1, 2, 4, 5, 7].map((id) => quoteToken(id, vocabulary))).toEqual(["“of”", "“…of”", "“↵↵”", "“␣␣␣␣”", "“7”"]);
});

test("the strongest term comes first and the others say how strong they are beside it", () => {
  const text = describePredicate(
    {
      terms: [
        { tokens: { by: "suffix", text: "ing" }, level: 1 },
        { tokens: { by: "ids", ids: [1] }, context: { at: "word", back: 1, word: "out" }, level: 10 },
        { tokens: { by: "class", name: "digits" }, context: { at: "near", word: "page" }, level: 5 },
      ],
    },
    vocabulary,
  );
  expect(text).toBe(
    "“of” right after “out”; about half as strongly numbers soon after “page”; weakly words that end in “ing”",
  );
});

test("a character that no database or reader can take is named", () => {
  const odd = unpackVocabulary(packVocabulary([new Uint8Array([0]), new TextEncoder().encode("a\u200bb")]));
  expect([quoteToken(0, odd), quoteToken(1, odd)]).toEqual(["“‹U+0000›”", "“…a‹U+200B›b”"]);
});

test("a long list is cut and says so", () => {
  const ids = Array.from({ length: 12 }, (_, i) => i % TOKENS.length);
  expect(describePredicate({ terms: [{ tokens: { by: "ids", ids }, level: 1 }] }, vocabulary)).toMatch(
    /and 4 more tokens like these$/,
  );
});
