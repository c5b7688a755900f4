import { expect, test } from "vitest";
import { expectedActivation } from "#lib/explain/metrics/expected-activation.ts";

const top = (masses: Record<string, number>) =>
  Object.entries(masses).map(([token, mass]) => ({ token, logprob: Math.log(mass) }));

test("the mass of tokens that say no activation does not count", () => {
  expect(expectedActivation(top({ "0": 0.1, "10": 0.1, unknown: 0.6, "11": 0.1, "-3": 0.1 }))).toBeCloseTo(5, 12);
  expect(expectedActivation(top({ unknown: 1 }))).toBe(0);
});

test("of a number written twice, the mass adds up; published readings drop one", () => {
  const tokens = top({ "7": 0.3, " 7": 0.3, "0": 0.3 });
  expect(expectedActivation(tokens)).toBeCloseTo(14 / 3, 12);
  expect(expectedActivation(tokens, { reading: "last" })).toBeCloseTo(3.5, 12);
  expect(expectedActivation(tokens, { reading: "exact" })).toBeCloseTo(3.5, 12);
});
