import { expect, test } from "vitest";
import { buildDocument, type DocumentRow } from "#lib/search/document.ts";

const explanation = {
  method: "token-statistics",
  side: "INPUT",
  formal: true,
  createdAt: new Date("2026-01-01"),
} as const;
const row = (parts: Partial<DocumentRow>): DocumentRow => ({
  sourceId: 1,
  index: 2,
  density: 0.01,
  topTokens: [" sea", "ing"],
  outputTokens: [" water"],
  score: 0.5,
  explanations: [],
  ...parts,
});

test("the meaning of a predicate is the words a feature fires on most, and the whole words that it names first", () => {
  const explanations = [{ ...explanation, text: "“ocean”, “…ines”, “});”; weakly “Sea”, “sea”" }];
  expect(buildDocument(row({ explanations })).semanticText).toBe("sea, ocean");
});

test("the meaning of a sentence is the sentence", () => {
  const explanations = [{ ...explanation, method: "person", formal: false, text: "things that live in the sea" }];
  expect(buildDocument(row({ explanations })).semanticText).toBe("things that live in the sea. sea");
});

test("the meaning of tokens of one kind begins with the kind", () => {
  const explanations = [{ ...explanation, text: "“July”, “March” right after “in”; weakly “weeks”" }];
  expect(buildDocument(row({ explanations, topTokens: [" June"] })).semanticText).toBe(
    "month of the year: June, July, March",
  );
});

test("what is said beside of a feature is matched less than what it fires on most", () => {
  const text = "“a”, “b”, “c”, “d”, “ocean” right after closing brackets; weakly “port”";
  const { fields } = buildDocument(row({ explanations: [{ ...explanation, text }], topTokens: [" sea", "sea"] }));
  expect(fields.label).toEqual([" sea", "sea"]);
  expect(fields.topTokens).toEqual([" sea", "sea", "a", "b", "c", "d"]);
  expect(fields.aside).toEqual(["ocean", "right after closing brackets", "“port”"]);
});

test("a feature of fragments and signs has no meaning to compare", () => {
  const explanations = [{ ...explanation, text: "“…ines”, “);”" }];
  expect(buildDocument(row({ explanations, topTokens: ["ines", ");"] })).semanticText).toBeUndefined();
});

test("what it promotes is matched less than what it fires on, and its newest explanation dates it", () => {
  const document = buildDocument(
    row({
      explanations: [
        { ...explanation, text: "“ocean”" },
        {
          ...explanation,
          method: "output-statistics",
          side: "OUTPUT",
          text: "“wave”",
          createdAt: new Date("2026-02-02"),
        },
      ],
    }),
  );
  expect(document.fields).toEqual({
    label: [],
    topTokens: [" sea", "ing", "ocean"],
    output: ["“wave”", " water"],
    aside: [],
  });
  expect(document.methods).toEqual(["output-statistics", "token-statistics"]);
  expect(document.explainedAt).toEqual(new Date("2026-02-02"));
});
