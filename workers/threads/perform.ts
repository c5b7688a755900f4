import { parentPort, workerData } from "node:worker_threads";
import { openDb } from "#lib/db.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import type { JobContext } from "#workers/job-handler.ts";
import { JOB_HANDLERS } from "#workers/jobs/index.ts";
import { performJob } from "#workers/perform-job.ts";
import { releaseMemory } from "#workers/release-memory.ts";
import { RunSessions } from "#workers/run-sessions.ts";
import { packFailure, type ThreadData, type ThreadOrder, type ThreadReport } from "#workers/threads/messages.ts";

/** One for the rows being copied, one for those being read meanwhile, one to spare. */
const POOL_SIZE = 3;

const { databaseUrl, engine, modelsDirectory } = workerData as ThreadData; // what startJobThread passes
const db = openDb(databaseUrl, POOL_SIZE);
const sessions = new RunSessions(engine);
const embedder = openStoredEmbedder(db, readEmbedderSettings);
const tell = (report: ThreadReport) => parentPort?.postMessage(report);

let current = new AbortController();
let performing = Promise.resolve();

async function perform(
  { name, payload, cost }: Extract<ThreadOrder, { perform: object }>["perform"],
  signal: AbortSignal,
): Promise<void> {
  const report: JobContext["report"] = (done, details) => tell({ progress: { done, ...details } });
  try {
    tell({
      plans: await performJob(
        JOB_HANDLERS,
        { name, payload },
        { db, engine, modelsDirectory, sessions, embedder, signal, report, cost },
      ),
    });
  } catch (error) {
    tell({ failure: packFailure(error) });
  } finally {
    releaseMemory();
  }
}

async function close(): Promise<void> {
  await performing;
  await sessions.close();
  await embedder.close();
  await db.close();
  parentPort?.close();
}

parentPort?.on("message", (order: ThreadOrder) => {
  if ("abort" in order) current.abort();
  else if ("close" in order) void close();
  else {
    current = new AbortController();
    performing = perform(order.perform, current.signal);
  }
});
