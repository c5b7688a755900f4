import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { log } from "#lib/log.ts";

export type IndexerData = { databaseUrl: string };
export type Indexer = { close(): Promise<void> };

/**
 * Keeps the search index up to date in a thread of its own: making directions of texts computes for seconds.
 * @param code `bundleThread` of `search/keep-indexed.ts`
 */
export function startIndexer(code: URL, data: IndexerData): Indexer {
  const thread = new Worker(code, { workerData: data, execArgv: [] });
  const ended = once(thread, "exit");
  // Search then falls behind, and the jobs page says so; everything else goes on.
  thread.on("error", (error) => log.error({ err: error }, "The search indexer stopped"));
  return {
    async close() {
      thread.postMessage("stop");
      await ended;
    },
  };
}
