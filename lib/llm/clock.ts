import { abortable } from "#lib/llm/abortable.ts";

/** Time, as the client needs it. */
export type Clock = {
  /** Milliseconds from some start, never backwards. */
  now(): number;
  /** Runs something later. @returns what calls it off */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** @throws the signal's reason, at once */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  try {
    await abortable(over, signal);
  } finally {
    cancel();
  }
}
