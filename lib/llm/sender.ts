import pLimit from "p-limit";
import type { LlmBudget } from "#lib/llm/budget.ts";
import { type Clock, sleep } from "#lib/llm/clock.ts";
import { costOfReply, type Cost } from "#lib/llm/cost.ts";
import { createPace } from "#lib/llm/pace.ts";
import type { LlmReply } from "#lib/llm/reply.ts";
import { retryWaitMs } from "#lib/llm/retry-wait.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";
import { withTimeout } from "#lib/llm/with-timeout.ts";

/** What is logged never holds a prompt, an answer or a key. pino's loggers fit. */
export type LlmLog = { warn(fields: object, message: string): void };

export type SenderEffects = { clock: Clock; random: () => number; log: LlmLog };
type Request = (signal: AbortSignal) => Promise<LlmReply>;
type Terms = { worst: Cost; budget: LlmBudget; signal: AbortSignal };

/** Sends requests within the limits of number, pace, time and money; what did not arrive is asked for again. */
export function createSender(settings: LlmSettings, { clock, random, log }: SenderEffects) {
  const { provider, model, requestsPerMinute, concurrency, timeoutMs, maxRetries } = settings;
  const slots = pLimit(concurrency);
  const pace = createPace(requestsPerMinute, clock);

  async function sendOnce(request: Request, { worst, budget, signal }: Terms): Promise<LlmReply> {
    signal.throwIfAborted();
    const reservation = await budget.reserve(worst, signal);
    let sent = false;
    try {
      await pace.take(signal);
      sent = true;
      const reply = await withTimeout(request, { timeoutMs, clock, signal });
      reservation.settle(costOfReply(settings, reply));
      return reply;
    } catch (error) {
      if (sent && mayBeBilled(error)) reservation.settle(undefined);
      else reservation.release();
      throw error;
    }
  }

  /** @throws LlmTrouble when the last attempt failed too; OverBudget; the signal's reason */
  return async function send(request: Request, terms: Terms): Promise<LlmReply> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Waiting to try again takes no slot from others.
        return await slots(() => sendOnce(request, terms));
      } catch (error) {
        if (!(error instanceof LlmTrouble) || !error.retry || attempt >= maxRetries) throw error;
        const waitMs = retryWaitMs(attempt, error.retryAfterMs, random());
        if (waitMs === undefined) throw error;
        log.warn({ provider, model, attempt: attempt + 1, waitMs, detail: error.message }, "trying again");
        if (error.retryAfterMs !== undefined) pace.hold(error.retryAfterMs);
        await sleep(clock, waitMs, terms.signal);
      }
    }
  };
}

/** Whoever hangs up on a running request, or fails in a way we do not know, may have to pay for it. */
function mayBeBilled(error: unknown): boolean {
  return !(error instanceof LlmTrouble) || error.billed;
}
