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

type IdleThread = { thread: Worker; name: string; timer: NodeJS.Timeout };

/**
 * Threads that compute, so that the main one never waits: a graph blocks its thread, as do the statistics between two
 * graphs. A thread is kept, with what it has loaded, for the next job of the same name; for another it is replaced, since
 * only its end gives back the memory of one kind of work before the next kind needs its own.
 * @param code {@link bundleThread} of `threads/perform.ts`
 */
export function openJobThreads(code: URL, data: ThreadData): JobThreads {
  let idle: IdleThread[] = [];
  const alive = new Set<Worker>();
  const start = (): Worker => {
    const thread = new Worker(code, { workerData: data, execArgv: [] });
    alive.add(thread);
    // A thread that fails ends soon after; no job must be given to it meanwhile.
    for (const event of ["error", "exit"]) thread.on(event, () => alive.delete(thread));
    return thread;
  };
  const end = (thread: Worker) => thread.postMessage({ close: true } satisfies ThreadOrder);
  const leaveIdle = (entry: IdleThread): void => {
    clearTimeout(entry.timer);
    idle = idle.filter((other) => other !== entry);
  };
  const take = (name: string): Worker => {
    idle = idle.filter(({ thread }) => alive.has(thread));
    const fitting = idle.find((entry) => entry.name === name);
    const taken = fitting ?? idle[0];
    if (taken) leaveIdle(taken);
    if (fitting) return fitting.thread;
    if (taken) end(taken.thread);
    return start();
  };
  const giveBack = (thread: Worker, name: string): void => {
    const timer = setTimeout(() => {
      leaveIdle(entry);
      end(thread);
    }, IDLE_MS);
    const entry = { thread, name, timer: timer.unref() };
    idle.push(entry);
  };
  return {
    async perform(job, context) {
      const thread = take(job.name);
      try {
        return await performIn(thread, job, context);
      } finally {
        giveBack(thread, job.name);
      }
    },
    async close() {
      for (const { timer } of idle) clearTimeout(timer);
      const ended = [...alive].map((thread) => once(thread, "exit"));
      for (const thread of alive) end(thread);
      await Promise.all(ended);
    },
  };
}

const performIn: (thread: Worker, ...rest: Parameters<PerformJob>) => Promise<readonly JobPlan[]> = (
  thread,
  { name, payload },
  { signal, report, cost },
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
    order({ perform: { name, payload, cost } });
    if (signal.aborted) onAbort();
  });
