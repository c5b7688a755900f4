import { expect, test } from "vitest";
import { shareLimits } from "#lib/explain/share-limits.ts";

test("shares follow the weights and together keep to the whole", () => {
  const shares = shareLimits({ maxUsd: 2, maxTokens: 1_000 }, [25, 25, 7]);
  expect(shares.map(({ maxTokens }) => maxTokens)).toEqual([438, 438, 122]);
  expect(shares.reduce((sum, { maxUsd = 0 }) => sum + maxUsd, 0)).toBeCloseTo(2, 12);
});

test("what has no limit has none in its shares, and no share is nothing", () => {
  expect(shareLimits({ maxUsd: 1 }, [1, 1])).toEqual([{ maxUsd: 0.5 }, { maxUsd: 0.5 }]);
  expect(shareLimits({ maxTokens: 1 }, [1, 1])).toEqual([{ maxTokens: 1 }, { maxTokens: 1 }]);
});
