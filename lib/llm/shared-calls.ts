import { abortable } from "#lib/llm/abortable.ts";

type Call<T> = { result: Promise<T>; controller: AbortController; waiting: number };

/** Calls in flight by key: equal ones share a call, which is aborted once nobody waits for it any more. */
export function createSharedCalls<T>() {
  const calls = new Map<string, Call<T>>();

  function begin(key: string, start: (signal: AbortSignal) => Promise<T>): Call<T> {
    const controller = new AbortController();
    const result = start(controller.signal).finally(() => calls.delete(key));
    result.catch(() => undefined); // Those who wait hear of it; without any, it is no unhandled rejection.
    const call = { result, controller, waiting: 0 };
    calls.set(key, call);
    return call;
  }

  return {
    /** @returns the call's result, and whether someone else had begun it. @throws the signal's reason at once */
    async join(key: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) {
      signal?.throwIfAborted();
      let running = calls.get(key);
      while (running?.controller.signal.aborted) {
        // It may be saving its answer: asking anew meanwhile would pay twice.
        await abortable(Promise.allSettled([running.result]), signal);
        running = calls.get(key);
      }
      const call = running ?? begin(key, start);
      call.waiting += 1;
      try {
        return { value: await abortable(call.result, signal), shared: running !== undefined };
      } finally {
        call.waiting -= 1;
        if (call.waiting === 0) call.controller.abort(signal?.reason);
      }
    },

    /** Aborts everything; returns when all has ended. */
    async close(reason: Error): Promise<void> {
      for (const { controller } of calls.values()) controller.abort(reason);
      await Promise.allSettled([...calls.values()].map(({ result }) => result));
    },
  };
}
