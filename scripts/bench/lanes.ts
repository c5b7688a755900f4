import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What a lane is started with: its share of the sequences is every `lanes`-th one. */
export type LaneData = { threads: number; lane: number; lanes: number };
/** Runs so many batches, with or without the statistics of every source. */
export type LaneOrder = { batches: number; count: boolean };
export type LaneReport = "ready" | "done";

/** Threads as a worker starts them for its jobs, each with a graph and statistics of its own. */
export type Lanes = {
  /** Lets all lanes do the same at once. @returns seconds until the last one was done */
  run(order: LaneOrder): Promise<number>;
  close(): Promise<void>;
};

export async function openLanes(count: number, threads: number): Promise<Lanes> {
  const lanes = Array.from({ length: count }, (_, lane) => {
    const workerData: LaneData = { threads, lane, lanes: count };
    return new Worker(new URL("./lane.mjs", import.meta.url), { workerData, execArgv: [] });
  });
  await Promise.all(lanes.map((lane) => once(lane, "message")));
  return {
    async run(order) {
      const start = performance.now();
      await Promise.all(
        lanes.map((lane) => {
          const done = once(lane, "message");
          lane.postMessage(order);
          return done;
        }),
      );
      return (performance.now() - start) / 1_000;
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.terminate()));
    },
  };
}
