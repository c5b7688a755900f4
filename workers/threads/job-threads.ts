import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import type { PerformJob } from "#workers/run-job.ts";
import { type ThreadData, type ThreadOrder, type ThreadReport, unpackFailure } from "#workers/threads/messages.ts";

export type JobThreads = {
  perform: PerformJob;
  /** Waits for what is being done, and ends the threads. */
  close(): Promise<void>;
};

/** A thread with nothing to do for so long is ended: it holds the graphs and buffers of its last job. */
const IDLE_MS = 20_000;

/**
 * Threads that compute, so that the main one never waits: a graph blocks its thread, as do the statistics between two
 * graphs. A thread is started when it is needed and kept, with what it has loaded, for the next job.
 */
export function openJobThreads(data: ThreadData): JobThreads {
  const idle = new Map<Worker, NodeJS.Timeout>();
  const alive = new Set<Worker>();
  const start = (): Worker => {
    const thread = new Worker(new URL("./thread.mjs", import.meta.url), { workerData: data, execArgv: [] });
    alive.add(thread);
    // A thread that fails ends soon after; no job must be given to it meanwhile.
    for (const event of ["error", "exit"]) thread.on(event, () => alive.delete(thread));
    return thread;
  };
  const end = (thread: Worker) => thread.postMessage({ close: true } satisfies ThreadOrder);
  const take = (): Worker => {
    for (const [thread, timer] of idle) {
      clearTimeout(timer);
      idle.delete(thread);
      if (alive.has(thread)) return thread;
    }
    return start();
  };
  const giveBack = (thread: Worker): void => {
    const timer = setTimeout(() => {
      idle.delete(thread);
      end(thread);
    }, IDLE_MS);
    idle.set(thread, timer.unref());
  };
  return {
    async perform(job, { signal, report }) {
      const thread = take();
      try {
        return await performIn(thread, job, { signal, report });
      } finally {
        giveBack(thread);
      }
    },
    async close() {
      const ended = [...alive].map((thread) => once(thread, "exit"));
      for (const timer of idle.values()) clearTimeout(timer);
      for (const thread of alive) end(thread);
      await Promise.all(ended);
    },
  };
}

const performIn: (thread: Worker, ...rest: Parameters<PerformJob>) => Promise<readonly JobPlan[]> = (
  thread,
  { name, payload },
  { signal, report },
) =>
  new Promise((resolve, reject) => {
    const order = (message: ThreadOrder) => thread.postMessage(message);
    const onAbort = () => order({ abort: true });
    const onMessage = (message: ThreadReport) => {
      if ("progress" in message) report(message.progress.done, message.progress);
      else settle(() => ("plans" in message ? resolve(message.plans) : reject(unpackFailure(message.failure))));
    };
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error("The thread ended in the middle of a job.")));
    const settle = (how: () => void) => {
      signal.removeEventListener("abort", onAbort);
      thread.off("message", onMessage).off("error", onError).off("exit", onExit);
      how();
    };
    thread.on("message", onMessage).once("error", onError).once("exit", onExit);
    signal.addEventListener("abort", onAbort);
    order({ perform: { name, payload } });
    if (signal.aborted) onAbort();
  });
