import { setTimeout as sleep } from "node:timers/promises";
import type { Child, Ending } from "#scripts/supervisor/child.ts";

const DELAY_FIRST_MS = 1_000;
const DELAY_MAX_MS = 30_000;
/** One that ran this long did not fail at its start: begin again with the short delay. */
const HEALTHY_MS = 60_000;

export type Kept = {
  /** Ends the current process and starts no other. */
  stop(patienceMs: number): Promise<void>;
  kill(): void;
  /** Ends the current process and starts another at once. */
  restart(): void;
};

/** Keeps one process running: when it ends by itself, another is started, later and later. */
export function keepRunning(start: () => Child, onCrash: (ending: Ending, delayMs: number) => void): Kept {
  const stopping = new AbortController();
  let child = start();
  let asked = false;

  const watch = async () => {
    let delayMs = DELAY_FIRST_MS;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const ending = await child.ended;
      if (stopping.signal.aborted) return;
      if (!asked) {
        delayMs = performance.now() - since > HEALTHY_MS ? DELAY_FIRST_MS : Math.min(delayMs, DELAY_MAX_MS);
        onCrash(ending, delayMs);
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        delayMs *= 2;
        if (stopping.signal.aborted) return;
      }
      asked = false;
      child = start();
    }
  };
  void watch();

  return {
    async stop(patienceMs) {
      stopping.abort();
      await child.stop(patienceMs);
    },
    kill() {
      stopping.abort();
      child.kill();
    },
    restart() {
      asked = true;
      void child.stop(DELAY_MAX_MS);
    },
  };
}
