import { expect, test } from "vitest";
import { describeCost } from "./describe-cost.ts";

const COST = {
  usd: 0,
  tokens: 3_300,
  calls: 1,
  cachedCalls: 0,
  estimatedCalls: 0,
  unpricedCalls: 0,
  maxUsd: null,
  maxTokens: null,
};

test.each([
  [{}, "3,300 tokens in 1 call"],
  [{ cachedCalls: 4, maxTokens: 200_000 }, "3,300 tokens in 1 call (4 more were known), of at most 200,000 tokens"],
  [{ usd: 0.0042, calls: 12, maxUsd: 2 }, "3,300 tokens in 12 calls, $0.0042, of at most $2.00"],
])("a cost says what was paid and what may be: %o", (given, words) => {
  expect(describeCost({ ...COST, ...given })).toBe(words);
});
