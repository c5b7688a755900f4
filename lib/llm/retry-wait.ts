const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 30_000;
/** Who is asked to wait longer than this had better try another time: the job comes back, the worker is not kept. */
const RETRY_AFTER_MS_MAX = 120_000;

/**
 * How long to wait before trying again: twice as long each time, between half of that and all of it so that clients
 * part, and never less than the provider asked for. @param attempt 0 for the first failure @param random 0…1
 * @returns undefined when the provider asked for more patience than we have
 */
export function retryWaitMs(attempt: number, retryAfterMs: number | undefined, random: number): number | undefined {
  if (retryAfterMs !== undefined && retryAfterMs > RETRY_AFTER_MS_MAX) return undefined;
  const fullMs = Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** attempt);
  return Math.max(retryAfterMs ?? 0, fullMs / 2 + (fullMs / 2) * random);
}
