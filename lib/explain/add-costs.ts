import type { JobCost } from "#lib/explain/schema.ts";

/** What several jobs paid together; null when there are none. The largest limit stays, as no limit covers their sum. */
export function addCosts(costs: readonly JobCost[]): JobCost | null {
  const [first, ...others] = costs;
  if (!first) return null;
  return others.reduce(
    (sum, cost) => ({
      usd: sum.usd + cost.usd,
      tokens: sum.tokens + cost.tokens,
      calls: sum.calls + cost.calls,
      cachedCalls: sum.cachedCalls + cost.cachedCalls,
      estimatedCalls: sum.estimatedCalls + cost.estimatedCalls,
      unpricedCalls: sum.unpricedCalls + cost.unpricedCalls,
      maxUsd: largestLimit(sum.maxUsd, cost.maxUsd),
      maxTokens: largestLimit(sum.maxTokens, cost.maxTokens),
    }),
    first,
  );
}

const largestLimit = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
