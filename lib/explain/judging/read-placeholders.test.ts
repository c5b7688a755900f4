import { expect, test } from "vitest";
import { parseLevels } from "#lib/explain/judging/parse-levels.ts";
import { readPlaceholders } from "#lib/explain/judging/read-placeholders.ts";
import type { PromptTokenLogprob } from "#lib/llm/reply.ts";

const token = (text: string, top: Record<string, number> = {}): PromptTokenLogprob => ({
  token: text,
  logprob: null,
  top: Object.entries(top).map(([token, p]) => ({ token, logprob: Math.log(p) })),
});

test("each placeholder's expectation is that of the numbers in its first token's place", () => {
  const echoed = [
    token("<s>"),
    token("shown\t"),
    token("unknown", { "9": 1 }),
    token("\n a"),
    token("\t"),
    token("unk", { "0": 0.5, "10": 0.25, x: 0.25 }),
    token("nown", { "7": 1 }),
    token("\n�"),
    token("\t"),
    token(""),
    token("unknown", { " 3": 0.5, "3": 0.5 }),
  ];
  const [first, second] = readPlaceholders(echoed, { places: 3, count: 2 }) ?? [];
  expect(first).toBeCloseTo(10 / 3, 12);
  expect(second).toBeCloseTo(3, 12);
});

test("an echo with another number of places, or with a place inside a token, cannot be read", () => {
  const whole = [token("a\t"), token("unknown", { "1": 1 })];
  expect(readPlaceholders(whole, { places: 1, count: 1 })).toEqual(Float64Array.of(1));
  expect(readPlaceholders(whole, { places: 2, count: 1 })).toBeUndefined();
  expect(readPlaceholders([token("a"), token("\tunknown", { "1": 1 })], { places: 1, count: 1 })).toBeUndefined();
  expect(readPlaceholders([], { places: 1, count: 1 })).toBeUndefined();
});

test("levels in words are one digit a token, numbered as asked", () => {
  expect(parseLevels("1: 0\n2: 9\n3:4\n", 3)).toEqual(Float64Array.of(0, 9, 4));
});

test.each([
  "",
  "1: 0\n2: 9",
  "1: 0\n3: 9\n2: 0",
  "1: 0\n2: 10\n3: 0",
  "1: 0\n2: x\n3: 0",
  "Here:\n1: 0\n2: 0\n3: 0",
  "0\n0\n0",
])("%j is no answer about three tokens", (answer) => expect(parseLevels(answer, 3)).toBeUndefined());
