import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { availableParallelism } from "node:os";
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker";
import * as z from "zod";
import { type Db, getDb } from "#lib/db.ts";
import { chooseProvider } from "#lib/engine/choose-provider.ts";
import type { ExecutionProvider, SessionOptions } from "#lib/engine/inference-session.ts";
import { env } from "#lib/env.ts";
import { JOB_PAYLOADS } from "#lib/jobs/contracts.ts";
import { isProcessAlive, machineName } from "#lib/jobs/machine.ts";
import { listWorkersOf, removeWorkers } from "#lib/jobs/queries/workers.ts";
import { log } from "#lib/log.ts";
import { divideCores } from "#workers/engine-threads.ts";
import { startHeartbeat } from "#workers/heartbeat.ts";
import { listen } from "#workers/live/http-server.ts";
import { createLiveAnswers } from "#workers/live/live-answers.ts";
import { createLiveSessions } from "#workers/live/live-sessions.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";
import { createRefreshTask, PLAN_REFRESH, refreshCronItems } from "#workers/refresh-task.ts";
import { type PerformJob, runJob } from "#workers/run-job.ts";
import { startIndexer } from "#workers/search/start-indexer.ts";
import { bundleThread } from "#workers/threads/bundle-thread.ts";
import { openJobThreads } from "#workers/threads/job-threads.ts";

/** New jobs wake the worker at once; this finds those that were freed. */
const POLL_MS = 1_000;
/** An error of the database is worth this many tries. */
const TRANSIENT_ATTEMPTS_MAX = 5;

/** What the queue says that its operator should read. */
const SEVERE = new Set<string>(["error", "warning"]);

/** Takes jobs from the queue until asked to stop. */
async function work(db: Db, stop: AbortController): Promise<void> {
  const provider = await openProvider();
  const division = divideCores(provider, env.ENGINE_THREADS ?? availableParallelism(), env.ENGINE_JOBS);
  const engine: SessionOptions = { provider, threads: division.threads, weights: env.ENGINE_WEIGHTS };
  await prepareQueue(db);
  const host = machineName();
  await freeJobsOfTheDead(db, host);
  await planDemoCatalog(db, { modelsDirectory: env.MODELS_DIRECTORY, tokens: env.DEMO_TOKENS });
  const secret = randomBytes(32).toString("base64url");
  const sessions = createLiveSessions(engine);
  const server = await listen(createLiveAnswers(db, sessions), { secret });
  const [jobCode, indexerCode] = await Promise.all([
    bundleThread("threads/perform.ts"),
    bundleThread("search/keep-indexed.ts"),
  ]);
  const databaseUrl = env.DATABASE_URL ?? "";
  const threads = openJobThreads(jobCode, { databaseUrl, engine, modelsDirectory: env.MODELS_DIRECTORY });
  const indexer = startIndexer(indexerCode, { databaseUrl });
  const { runner, id } = await startRunner(db, createTasks(db, threads.perform, stop.signal), division.jobs);
  const heartbeat = startHeartbeat(db, {
    id,
    host,
    pid: process.pid,
    provider,
    url: server.url,
    secret,
  });
  try {
    await untilStopped(runner, stop);
  } finally {
    await server.close();
    await sessions.close();
    await threads.close();
    await indexer.close();
    await heartbeat.stop();
  }
}

async function openProvider(): Promise<ExecutionProvider> {
  const { EXECUTION_PROVIDER: asked, EXECUTION_PROVIDER_FALLBACK: fallback, ENGINE_WEIGHTS: weights } = env;
  const { provider, failure } = await chooseProvider(asked, fallback, weights);
  if (provider !== asked)
    log.warn({ err: failure }, `${asked} does not start here; this worker computes on ${provider}`);
  return provider;
}

/** Workers of this machine that were killed: their jobs need not wait until they are found silent. */
async function freeJobsOfTheDead(db: Db, host: string): Promise<void> {
  const workers = await listWorkersOf(db, host);
  const dead = workers.filter(({ pid }) => pid === process.pid || !isProcessAlive(pid));
  await removeWorkers(
    db,
    dead.map(({ id }) => id),
  );
}

const QueuePayload = z.object({ jobId: z.int() });

function createTasks(db: Db, perform: PerformJob, stop: AbortSignal): TaskList {
  const tasks: TaskList = { [PLAN_REFRESH]: createRefreshTask(db) };
  for (const name of Object.keys(JOB_PAYLOADS)) {
    tasks[name] = async (payload, { job }) => {
      const lastAttempt = job.attempts >= TRANSIENT_ATTEMPTS_MAX;
      await runJob(db, QueuePayload.parse(payload).jobId, { perform, stop, lastAttempt });
    };
  }
  return tasks;
}

/** @returns the runner, and the name under which it holds jobs: the worker's id */
async function startRunner(db: Db, taskList: TaskList, concurrency: number): Promise<{ runner: Runner; id: string }> {
  const events: WorkerEvents = new EventEmitter();
  const created = once(events, "pool:create");
  const runner = await run({
    pgPool: db.pool,
    taskList,
    events,
    parsedCronItems: refreshCronItems(),
    concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (SEVERE.has(level)) log.warn({ from: "queue" }, message);
    }),
  });
  const [{ workerPool }] = await created;
  return { runner, id: workerPool.id };
}

async function untilStopped(runner: Runner, stop: AbortController): Promise<void> {
  if (!stop.signal.aborted) await Promise.race([once(stop.signal, "abort"), runner.promise]);
  // A queue that ended by itself ends the worker; whoever started it starts another.
  stop.abort();
  await runner.stop().catch(() => undefined); // It may have ended already; its promise says how.
  await runner.promise;
}

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
process.on("disconnect", () => stop.abort());
// Listening for whoever started us is no reason to stay when all else has ended.
process.channel?.unref();

const db = getDb();
try {
  await work(db, stop);
} catch (error) {
  log.fatal({ err: error }, "The worker stopped");
  process.exitCode = 1;
} finally {
  await db.close();
}
