import type { Clock } from "#lib/llm/clock.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

type Options = { timeoutMs: number; clock: Clock; signal: AbortSignal };

/** Runs a request under a signal that is aborted with `signal` or after a time. @throws LlmTrouble timeout */
export async function withTimeout<T>(
  request: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, clock, signal }: Options,
): Promise<T> {
  const timeout = new AbortController();
  const cancel = clock.after(timeoutMs, () =>
    timeout.abort(new LlmTrouble("timeout", `No answer within ${timeoutMs} ms`, { retry: true, billed: true })),
  );
  try {
    return await request(AbortSignal.any([signal, timeout.signal]));
  } finally {
    cancel();
  }
}
