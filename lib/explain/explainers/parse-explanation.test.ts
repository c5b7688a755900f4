import { expect, test } from "vitest";
import { parseExplanation } from "#lib/explain/explainers/parse-explanation.ts";

const textOf = (answer: string) => {
  const parsed = parseExplanation(answer);
  return parsed.ok ? parsed.text : parsed.failure.kind;
};

test("the explanation is what stands after the last mark, without its wrapping", () => {
  expect(textOf("They are all nouns.\n[EXPLANATION]: names of harbours.")).toBe("names of harbours");
  expect(textOf("[EXPLANATION]: first\n[EXPLANATION]: second")).toBe("second");
  expect(textOf('**[EXPLANATION]:** "the word in question"')).toBe("the word in question");
  expect(textOf("[EXPLANATION]: “the” after “of”")).toBe("“the” after “of”");
  expect(textOf("[EXPLANATION]: U.S. states, e.g. Ohio.")).toBe("U.S. states, e.g. Ohio.");
  expect(textOf("[EXPLANATION]: unknown quantities in algebra")).toBe("unknown quantities in algebra");
  expect(textOf("[EXPLANATION]: none of the above in exam questions")).toBe("none of the above in exam questions");
  expect(textOf("[EXPLANATION]: random words in poems")).toBe("random words in poems");
});

test.each([
  ["I'm sorry, but I can't help with that.", "refused"],
  ["[EXPLANATION]: I cannot describe this content.", "refused"],
  ["[EXPLANATION]:", "empty"],
  ['[EXPLANATION]: ""', "unsupported"],
  ["names of harbours", "unparsable"],
  ["[EXPLANATION]: harbours\nand also ships", "unparsable"],
  [`[EXPLANATION]: ${"word ".repeat(100)}`, "unparsable"],
  ["[EXPLANATION]: The number that ends a range.", "unparsable"],
  ["[EXPLANATION]: no pattern", "unsupported"],
  ["[EXPLANATION]: No clear pattern.", "unsupported"],
  ["[EXPLANATION]: Unclear from these passages", "unsupported"],
  ["[EXPLANATION]: unsure", "unsupported"],
  ["[EXPLANATION]: N/A", "unsupported"],
  ["[EXPLANATION]: None of them", "unsupported"],
  ["[EXPLANATION]: various unrelated words", "unsupported"],
  ["[EXPLANATION]: cannot determine", "unsupported"],
  ["[EXPLANATION]: There is no common theme", "unsupported"],
])("%j is recorded as what it is", (answer, kind) => {
  expect(textOf(answer)).toBe(kind);
});

test("a name longer than asked for is no name", () => {
  expect(parseExplanation("[EXPLANATION]: say days of the week", { wordsMax: 6 }).ok).toBe(true);
  expect(parseExplanation("[EXPLANATION]: words for the days of the week", { wordsMax: 6 }).ok).toBe(false);
});
