import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import type { WorkerIdentity } from "#lib/jobs/queries/workers.ts";

export type LiveThreadData = { databaseUrl: string; engine: SessionOptions; secret: string };
/** To the thread: who it beats for; then that it should end. */
export type LiveThreadOrder = { identity: WorkerIdentity } | { stop: true };
/** From the thread, once: where it answers. */
export type LiveThreadReady = { url: string };

export type LiveThread = {
  url: string;
  /** From now on the thread says that this worker is alive. */
  beatFor(identity: WorkerIdentity): void;
  /** Rejects when the thread dies by itself. */
  failed: Promise<never>;
  stop(): Promise<void>;
};

/**
 * Starts the thread that must never wait: it answers visitors, says that the worker is alive, and frees the jobs of
 * workers that are not, while the main thread computes for seconds on end.
 */
export async function startLiveThread(data: LiveThreadData): Promise<LiveThread> {
  const thread = new Worker(new URL("./thread.mjs", import.meta.url), { workerData: data, execArgv: [] });
  const ended = once(thread, "exit");
  const failed = once(thread, "error").then(([error]): never => {
    throw error;
  });
  failed.catch(() => {}); // Whoever starts the thread awaits it; an early failure must not end the process unexplained.
  const [ready] = (await Promise.race([once(thread, "message"), failed])) as [LiveThreadReady]; // serve.ts sends nothing else
  const order = (message: LiveThreadOrder) => thread.postMessage(message);
  return {
    url: ready.url,
    beatFor: (identity) => order({ identity }),
    failed,
    async stop() {
      order({ stop: true });
      await ended;
    },
  };
}
