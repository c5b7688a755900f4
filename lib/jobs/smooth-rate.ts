/** How much the newest stretch counts against what went before: about the last ten reports shape the rate. */
const NEWEST_WEIGHT = 0.2;

export type RateSample = { done: number; atMs: number };

/**
 * Units a second, smoothed exponentially.
 * @param rate the rate so far, null before the first stretch
 */
export function smoothRate(rate: number | null, before: RateSample, now: RateSample): number | null {
  const seconds = (now.atMs - before.atMs) / 1000;
  if (seconds <= 0 || now.done < before.done) return rate;
  const newest = (now.done - before.done) / seconds;
  return rate === null ? newest : rate + NEWEST_WEIGHT * (newest - rate);
}
