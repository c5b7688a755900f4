import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker";
import * as z from "zod";
import { type Db, getDb } from "#lib/db.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import { env } from "#lib/env.ts";
import { JOB_PAYLOADS } from "#lib/jobs/contracts.ts";
import { isProcessAlive, machineName } from "#lib/jobs/machine.ts";
import { listWorkersOf, removeWorkers } from "#lib/jobs/queries/workers.ts";
import { log } from "#lib/log.ts";
import { JOB_HANDLERS } from "#workers/jobs/index.ts";
import { type LiveThread, startLiveThread } from "#workers/live/live-thread.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";
import { runJob } from "#workers/run-job.ts";
import { RunSessions } from "#workers/run-sessions.ts";

/** A worker computes one job at a time: onnxruntime uses every core for it. More machines run more workers. */
const CONCURRENT_JOBS = 1;
/** New jobs wake the worker at once; this finds those that were freed. */
const POLL_MS = 1_000;
/** An error of the database is worth this many tries. */
const TRANSIENT_ATTEMPTS_MAX = 5;

const engine: SessionOptions = {
  provider: env.EXECUTION_PROVIDER,
  ...(env.ENGINE_THREADS === undefined ? {} : { threads: env.ENGINE_THREADS }),
};

/** Takes jobs from the queue until asked to stop. */
async function work(db: Db, stop: AbortController): Promise<void> {
  await prepareQueue(db);
  const host = machineName();
  await freeJobsOfTheDead(db, host);
  await planDemoCatalog(db, { modelsDirectory: env.MODELS_DIRECTORY, tokens: env.DEMO_TOKENS });
  const secret = randomBytes(32).toString("base64url");
  const live = await startLiveThread({ databaseUrl: env.DATABASE_URL ?? "", engine, secret });
  const sessions = new RunSessions(engine);
  try {
    const { runner, poolId } = await startRunner(db, createTasks(db, sessions, stop.signal));
    live.beatFor({ id: poolId, host, pid: process.pid, provider: env.EXECUTION_PROVIDER, url: live.url, secret });
    await untilStopped(runner, live, stop);
  } finally {
    await sessions.close();
    await live.stop();
  }
}

/** Workers of this machine that were killed: their jobs need not wait until they are found silent. */
async function freeJobsOfTheDead(db: Db, host: string): Promise<void> {
  const workers = await listWorkersOf(db, host);
  const dead = workers.filter(({ pid }) => pid === process.pid || !isProcessAlive(pid));
  await removeWorkers(db, dead.map(({ id }) => id));
}

const QueuePayload = z.object({ jobId: z.int() });

function createTasks(db: Db, sessions: RunSessions, stop: AbortSignal): TaskList {
  const context = { db, engine, sessions, modelsDirectory: env.MODELS_DIRECTORY };
  const tasks: TaskList = {};
  for (const name of Object.keys(JOB_PAYLOADS)) {
    tasks[name] = async (payload, { job }) => {
      const lastAttempt = job.attempts >= TRANSIENT_ATTEMPTS_MAX;
      await runJob(context, QueuePayload.parse(payload).jobId, { handlers: JOB_HANDLERS, stop, lastAttempt });
    };
  }
  return tasks;
}

/** @returns the runner, and the name under which it holds jobs: the worker's id */
async function startRunner(db: Db, taskList: TaskList): Promise<{ runner: Runner; poolId: string }> {
  const events: WorkerEvents = new EventEmitter();
  const created = once(events, "pool:create");
  const runner = await run({
    pgPool: db.pool,
    taskList,
    events,
    concurrency: CONCURRENT_JOBS,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn({ from: "queue" }, message);
    }),
  });
  const [{ workerPool }] = await created;
  return { runner, poolId: workerPool.id };
}

async function untilStopped(runner: Runner, live: LiveThread, stop: AbortController): Promise<void> {
  const stopped = once(stop.signal, "abort").then(() => runner.stop());
  // Whichever ends first by itself ends the worker; whoever started it starts another.
  await Promise.race([stop.signal.aborted ? runner.stop() : stopped, runner.promise, live.failed]).finally(() => stop.abort());
  await runner.promise;
}

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
process.on("disconnect", () => stop.abort());

const db = getDb();
try {
  await work(db, stop);
} catch (error) {
  log.fatal({ err: error }, "The worker stopped");
  process.exitCode = 1;
} finally {
  await db.close();
}
