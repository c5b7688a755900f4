import { expect, test } from "vitest";
import { describeMatch } from "./describe-match.ts";

const none = { explanation: [], topTokens: [], outputTokens: [] };
const seen = { ...none, topTokens: [0] };

test("it says by what it was found, with the figures", () => {
  const match = { relevance: 0.5, words: 0.614, meaning: 0.4 };
  expect(describeMatch({ match, highlights: seen })).toBe("words 0.61, meaning cosine 0.40");
  expect(describeMatch({ match: { ...match, meaning: null }, highlights: seen })).toBe("words 0.61");
  expect(describeMatch({ match: { ...match, words: 0 }, highlights: none })).toBe("by meaning alone, cosine 0.40");
  expect(describeMatch({ match: { ...match, words: null }, highlights: none })).toBe("by meaning alone, cosine 0.40");
});

test("words that are not on the card are somewhere else", () => {
  const match = { relevance: 0.5, words: 0.3, meaning: null };
  expect(describeMatch({ match, highlights: none })).toBe("words not shown here 0.30");
});

test("a list without a query has no matches", () => {
  expect(describeMatch({ match: null, highlights: none })).toBeUndefined();
});
