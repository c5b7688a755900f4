import { expect, test } from "vitest";
import type { ExplanationLine, ScoreLine } from "#lib/explain/views.ts";
import { describeScores, whyNone, whyUnscored } from "./row-explanation.ts";

const score = (given: Partial<ScoreLine> = {}): ScoreLine => ({
  id: 1,
  scorer: "exact-simulation",
  state: "scored",
  value: 0.6,
  low: 0.5,
  high: 0.7,
  baseline: 0.3,
  metric: "correlation",
  why: null,
  ...given,
});
const row = (line: ScoreLine | null) => ({
  explanation: {
    id: 1,
    text: "the word “river”",
    method: "token-statistics",
    author: null,
    llmModel: null,
    score: line,
  } satisfies ExplanationLine,
});

test("a row without an explanation says why: never active, what the method said, or nobody asked", () => {
  const failure = { method: "token-statistics", kind: "silent", detail: "It fires 2 times." };
  expect(whyNone({ activeTokens: 0, explanationFailure: failure })).toBe("None: it is never active.");
  expect(whyNone({ activeTokens: 3, explanationFailure: failure })).toBe("None: it fires 2 times.");
  expect(whyNone({ activeTokens: 3, explanationFailure: null })).toBe("None yet.");
});

test("an explanation without a score says why: the scorer's reason, or that nothing scored it", () => {
  const thin = score({ state: "not-enough-data", value: null, why: "It fires 3 times; 20 are needed." });
  expect(whyUnscored({ score: thin })).toBe("It fires 3 times; 20 are needed.");
  expect(whyUnscored({ score: { ...thin, why: null } })).toBe("Not enough held-out text for a figure.");
  expect(whyUnscored({ score: null })).toMatch(/^Not scored/);
});

test("scores of one kind are named, those of several are not to be compared", () => {
  expect(describeScores([row(score()), row(null), { explanation: null }])).toMatch(
    /^Scores are correlation by exact simulation,/,
  );
  const judged = score({ metric: "balanced-accuracy", scorer: "detection" });
  expect(describeScores([row(score()), row(judged)])).toMatch(/different scales/);
  expect(describeScores([{ explanation: null }])).toBe("");
});
