import type { Compared } from "#lib/explain/scorers/compare-baselines.ts";
import { type Interval, widerInterval } from "#lib/stats/bootstrap.ts";

/**
 * A share beside its baselines with intervals as wide as its own by trials (`byTrials`, of the share alone), which makes the
 * difference as wide too (`widerInterval` says why). What has no interval gets none.
 */
export function widenCompared(compared: Compared, byTrials: Interval): Compared {
  const widen = <T extends { low?: number | null; high?: number | null }>(ends: T, less: number): T => {
    const { low, high } = ends;
    if (typeof low !== "number" || typeof high !== "number") return ends;
    return { ...ends, ...widerInterval({ low, high }, { low: byTrials.low - less, high: byTrials.high - less }) };
  };
  const { difference } = compared;
  return {
    ...widen(compared, 0),
    ...(difference && { difference: widen(difference, compared.baseline ?? 0) }),
  };
}
