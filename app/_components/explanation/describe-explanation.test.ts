import { expect, test } from "vitest";
import { describeAuthor, explanationSentence, isStatistical, shortenText } from "./describe-explanation.ts";

const statistics = { method: "token-statistics", llmModel: null };

test("only what neither a person nor a language model wrote is statistical", () => {
  expect(isStatistical(statistics)).toBe(true);
  expect(isStatistical({ method: "person", llmModel: null })).toBe(false);
  expect(isStatistical({ method: "summary", llmModel: "some-llm" })).toBe(false);
});

test("a rule reads as a sentence, a sentence stays one", () => {
  expect(explanationSentence({ ...statistics, text: "the word “river”" })).toBe("Fires on the word “river”");
  expect(explanationSentence({ method: "person", llmModel: null, text: "rivers" })).toBe("Rivers");
  const promotes = { method: "output-statistics", llmModel: null, side: "output" as const };
  expect(explanationSentence({ ...promotes, text: "makes “a” more likely next" })).toBe("Makes “a” more likely next");
});

test("an author is a person, or a method with its version, and the model it asked", () => {
  expect(describeAuthor({ ...statistics, version: 1, author: null })).toBe("token statistics, version 1");
  expect(describeAuthor({ method: "person", version: null, author: "Ada", llmModel: null })).toBe("Ada");
  expect(describeAuthor({ method: "odd", version: 2, author: null, llmModel: "m" })).toBe("m, by odd, version 2");
});

test("a long text is cut between words and says so", () => {
  expect(shortenText("short")).toBe("short");
  const cut = shortenText("“alpha”, “beta”, “gamma”, “delta”", 20);
  expect(cut).toBe("“alpha”, “beta” …");
});
