import type { Compared } from "#lib/explain/scorers/compare-baselines.ts";

type Ends = { low: number; high: number };

/**
 * A share beside its baselines with intervals as wide as its own by trials (`byTrials`, of the share alone), which makes the
 * difference as wide too. Resampling documents cannot show an error that no document has: where all have a hit or none has, it
 * has no width, and the wider of both is the honest one. What has no interval gets none.
 */
export function widenCompared(compared: Compared, byTrials: Ends): Compared {
  const widen = <T extends { low?: number | null; high?: number | null }>(ends: T, less: number): T => {
    const { low, high } = ends;
    if (typeof low !== "number" || typeof high !== "number") return ends;
    return { ...ends, low: Math.min(low, byTrials.low - less), high: Math.max(high, byTrials.high - less) };
  };
  const { difference } = compared;
  return {
    ...widen(compared, 0),
    ...(difference && { difference: widen(difference, compared.baseline ?? 0) }),
  };
}
