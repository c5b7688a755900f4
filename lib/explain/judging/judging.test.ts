import { expect, test } from "vitest";
import { parseVerdicts, readProbabilities } from "#lib/explain/judging/parse-verdicts.ts";

test("the one list of an answer is read, whatever is said around it", () => {
  expect(parseVerdicts("[1,0, 1]", 3)).toEqual([true, false, true]);
  expect(parseVerdicts("```json\n[0,\n1]\n```", 2)).toEqual([false, true]);
});

test.each([
  "",
  "1,0,1",
  "[1,0]",
  "[1,0,1,1]",
  "[1,0,2]",
  "[1,0,true]",
  "[1,0,1] or [0,0,0]",
  "[[1,0,1]]x[1]",
  "[1,0,]",
  "I cannot.",
])("%j is no answer about three passages", (answer) => expect(parseVerdicts(answer, 3)).toBeUndefined());

const token = (text: string, logprob: number, ...top: [string, number][]) => ({
  token: text,
  logprob,
  top: top.map(([token, logprob]) => ({ token, logprob })),
});

test("probabilities are shares of the mass on 0 and 1, however the answer is cut into tokens", () => {
  const ln = Math.log;
  const answer = [
    token("[", 0),
    token("1", ln(0.6), ["1", ln(0.6)], ["0", ln(0.2)], [" 1", ln(0.1)], ["x", ln(0.1)]),
    token(",0", ln(0.9)),
    token("]", 0),
  ];
  const [first, second] = readProbabilities(answer, 2) ?? [];
  expect(first).toBeCloseTo(0.7 / 0.9, 12);
  expect(second).toBe(0);
  expect(readProbabilities(answer, 3)).toBeUndefined();
  expect(readProbabilities([token("[1,0]", 0)], 2)).toBeUndefined();
  expect(readProbabilities(undefined, 2)).toBeUndefined();
});
