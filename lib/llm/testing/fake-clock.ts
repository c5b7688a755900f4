import type { Clock } from "#lib/llm/clock.ts";

type Timer = { at: number; run: () => void };

/** A clock that a test moves. `skips` picks waits that pass by themselves, as in tests of what comes after them. */
export function createFakeClock({ skips = () => false }: { skips?: (ms: number) => boolean } = {}) {
  const timers = new Set<Timer>();
  const waits: number[] = [];
  let watchers: { ms: number; resolve: () => void }[] = [];
  let now = 0;

  function moveTo(time: number): void {
    for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > time || !timers.delete(timer)) continue;
      now = Math.max(now, timer.at);
      timer.run();
    }
    now = Math.max(now, time);
  }

  return {
    /** Every wait that was begun, in milliseconds. */
    waits,
    now: () => now,
    after(ms: number, run: () => void): () => void {
      const timer = { at: now + ms, run };
      timers.add(timer);
      waits.push(ms);
      for (const watcher of watchers) if (watcher.ms === ms) watcher.resolve();
      watchers = watchers.filter((watcher) => watcher.ms !== ms);
      if (skips(ms)) setImmediate(() => timers.has(timer) && moveTo(timer.at));
      return () => void timers.delete(timer);
    },
    /** Resolves when the next wait of this length begins. */
    waiting: (ms: number) => new Promise<void>((resolve) => watchers.push({ ms, resolve })),
    advance: (ms: number): void => moveTo(now + ms),
  } satisfies Clock & Record<string, unknown>;
}
