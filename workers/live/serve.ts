import { parentPort, workerData } from "node:worker_threads";
import { openDb } from "#lib/db.ts";
import { failAbandonedJobs } from "#lib/jobs/queries/jobs.ts";
import { beat, HEARTBEAT_MS, removeSilentWorkers, removeWorkers, type WorkerIdentity } from "#lib/jobs/queries/workers.ts";
import { log } from "#lib/log.ts";
import { createActivationAnswers } from "#workers/live/answer-activations.ts";
import { listen } from "#workers/live/http-server.ts";
import type { LiveThreadData, LiveThreadOrder, LiveThreadReady } from "#workers/live/live-thread.ts";

/** One for the beat, one for a visitor. */
const POOL_SIZE = 2;

const { databaseUrl, engine, secret } = workerData as LiveThreadData; // what startLiveThread passes
const db = openDb(databaseUrl, POOL_SIZE);
const answers = createActivationAnswers(db, engine);
const server = await listen(answers.answer, { secret });

let identity: WorkerIdentity | undefined;
let beating = Promise.resolve();

async function watch(): Promise<void> {
  if (!identity) return;
  try {
    await beat(db, identity);
    const forgotten = await removeSilentWorkers(db);
    if (forgotten > 0) log.warn(`${forgotten} silent worker${forgotten > 1 ? "s" : ""} forgotten; their jobs are free again`);
    const abandoned = await failAbandonedJobs(db);
    if (abandoned.length > 0) log.error({ jobs: abandoned }, "Jobs that stopped their workers too often were given up");
  } catch (error) {
    // The next beat tries again; if the database stays away, other workers take over, as they should.
    log.warn({ err: error }, "The heartbeat did not reach the database");
  }
}

const timer = setInterval(() => {
  beating = beating.then(watch);
}, HEARTBEAT_MS);

async function stop(): Promise<void> {
  clearInterval(timer);
  await beating;
  await server.close();
  await answers.close();
  if (identity) await removeWorkers(db, [identity.id]).catch((error: unknown) => log.warn({ err: error }, "The worker stays listed until it is found silent"));
  await db.close();
  parentPort?.close();
}

parentPort?.on("message", (order: LiveThreadOrder) => {
  if ("stop" in order) void stop();
  else {
    identity = order.identity;
    beating = beating.then(watch);
  }
});
parentPort?.postMessage({ url: server.url } satisfies LiveThreadReady);
