import { type Clock, sleep } from "#lib/llm/clock.ts";

const MS_PER_MINUTE = 60_000;
const SECONDS_PER_MINUTE = 60;

export type Pace = {
  /** Waits until one more request may go out. @throws the signal's reason */
  take(signal: AbortSignal): Promise<void>;
  /** Lets nothing out for a while: the provider asked for it, and all requests share its limit. */
  hold(ms: number): void;
};

/** A token bucket that holds one second's worth, as providers watch seconds as well as minutes. */
export function createPace(requestsPerMinute: number, clock: Clock): Pace {
  const perMs = requestsPerMinute / MS_PER_MINUTE;
  const tokensMax = Math.max(1, requestsPerMinute / SECONDS_PER_MINUTE);
  let tokens = tokensMax;
  let at = clock.now();
  let heldUntil = at;

  /** Takes a token that may be yet to come; milliseconds until it does. */
  function reserve(): number {
    const now = clock.now();
    tokens = Math.min(tokensMax, tokens + (now - at) * perMs) - 1;
    at = now;
    return Math.max(0, -tokens / perMs);
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      try {
        const waitMs = reserve();
        if (waitMs > 0) await sleep(clock, waitMs, signal);
        while (clock.now() < heldUntil) await sleep(clock, heldUntil - clock.now(), signal);
      } catch (error) {
        tokens += 1;
        throw error;
      }
    },
    hold(ms) {
      heldUntil = Math.max(heldUntil, clock.now() + ms);
    },
  };
}
