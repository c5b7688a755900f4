import { formatCount, plural } from "#app/_components/number/format.ts";
import type { JobCost } from "#lib/explain/schema.ts";

/** "3,300 tokens in 12 calls (4 more were known), $0.0042, of at most $2.00" */
export function describeCost({ usd, tokens, calls, cachedCalls, unpricedCalls, maxUsd, maxTokens }: JobCost): string {
  const known = cachedCalls > 0 ? ` (${formatCount(cachedCalls)} more were known)` : "";
  const paid = usd > 0 ? `, ${formatUsd(usd)}` : "";
  const unpriced = unpricedCalls > 0 && usd > 0 ? `, ${formatCount(unpricedCalls)} of them without a price` : "";
  const limits = [
    ...(maxUsd === null ? [] : [formatUsd(maxUsd)]),
    ...(maxTokens === null ? [] : [plural(maxTokens, "token")]),
  ];
  const most = limits.length === 0 ? "" : `, of at most ${limits.join(" and ")}`;
  return `${plural(tokens, "token")} in ${plural(calls, "call")}${known}${paid}${unpriced}${most}`;
}

/** Cents where they matter, four decimals below one. */
const formatUsd = (usd: number): string => `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
