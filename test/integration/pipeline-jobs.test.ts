import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import {
  cancelJob,
  cancelWork,
  createWork,
  failAbandonedJobs,
  failJob,
  finishJob,
  getJob,
  listJobs,
  listWorkJobs,
  restartWork,
  startJob,
  updateProgress,
} from "#lib/jobs/queries/jobs.ts";
import {
  beat,
  listAskableWorkers,
  removeSilentWorkers,
  removeWorkers,
  countWorkers,
} from "#lib/jobs/queries/workers.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { prepareQueue } from "#workers/queue.ts";
import { type PerformJob, runJob } from "#workers/run-job.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareQueue(database.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.pool.query(`TRUNCATE "Job", "Worker", graphile_worker._private_jobs`);
});

const WORK = "test";
const shard = (number: number, step = 2): JobPlan => ({
  name: "collect-activations",
  title: `Shard ${number}`,
  step,
  payload: { runId: 1, shard: number },
  total: 100,
});
const finish = (sourceId: number): JobPlan => ({
  name: "finish-source",
  title: `Source ${sourceId}`,
  step: 3,
  payload: { runId: 1, sourceId },
});

async function listQueued(): Promise<string[]> {
  const { rows } = await database.db.pool.query<{ key: string }>(`SELECT key FROM graphile_worker.jobs ORDER BY key`);
  return rows.map(({ key }) => key);
}

/** What a worker does: takes the first free job of the queue. */
async function takeFromQueue(worker: string): Promise<number | undefined> {
  const { rows } = await database.db.pool.query<{ id: number }>(
    `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now(), attempts = attempts + 1
     WHERE id = (SELECT id FROM graphile_worker._private_jobs WHERE locked_by IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING (payload->>'jobId')::int AS id`,
    [worker],
  );
  return rows[0]?.id;
}

async function workJobs() {
  return listWorkJobs(database.db, WORK);
}

async function createAndList(plans: readonly JobPlan[]): Promise<number[]> {
  await createWork(database.db, WORK, plans);
  return (await workJobs()).map(({ id }) => id);
}

test("a work starts once, and only its first step is queued", async () => {
  const { db } = database;
  const plans = [shard(0), shard(1), finish(1)];
  const started = await Promise.all([
    createWork(db, WORK, plans),
    createWork(db, WORK, plans),
    createWork(db, WORK, plans),
  ]);
  expect(started.filter(Boolean)).toHaveLength(1);
  const jobs = await workJobs();
  expect(jobs.map(({ title }) => title)).toEqual(["Shard 0", "Shard 1", "Source 1"]);
  expect(await listQueued()).toEqual(jobs.slice(0, 2).map(({ id }) => `job:${id}`));
});

test("whoever finishes the last job of a step starts the next, exactly once", async () => {
  const { db } = database;
  const ids = await createAndList([...Array.from({ length: 8 }, (_, i) => shard(i)), finish(1), finish(2)]);
  await db.pool.query(`TRUNCATE graphile_worker._private_jobs`);
  const shards = ids.slice(0, 8);
  await Promise.all(shards.map((id) => startJob(db, id)));
  await Promise.all(shards.flatMap((id) => [finishJob(db, { id, work: WORK }), finishJob(db, { id, work: WORK })]));
  expect(await listQueued()).toEqual(ids.slice(8).map((id) => `job:${id}`));
});

test("jobs found out on the way are added with the end of the one that found them, once", async () => {
  const { db } = database;
  const [id = 0] = await createAndList([shard(0)]);
  await startJob(db, id);
  await Promise.all([finishJob(db, { id, work: WORK }, [finish(1)]), finishJob(db, { id, work: WORK }, [finish(1)])]);
  expect((await workJobs()).map(({ title, state }) => [title, state])).toEqual([
    ["Shard 0", "done"],
    ["Source 1", "waiting"],
  ]);
});

test("what a job found out is not begun when it was cancelled meanwhile, and a restart finds it out again", async () => {
  const { db } = database;
  const [id = 0] = await createAndList([shard(0)]);
  await startJob(db, id);
  await cancelWork(db, WORK);
  await finishJob(db, { id, work: WORK }, [finish(1)]);
  expect((await workJobs()).map(({ title, state }) => [title, state])).toEqual([["Shard 0", "cancelled"]]);
  expect(await restartWork(db, WORK)).toBe(1);
});

test("a failure cancels what would have come after it, and a restart takes up only what is missing", async () => {
  const { db } = database;
  const [first = 0, second = 0, last = 0] = await createAndList([shard(0), shard(1), finish(1)]);
  await startJob(db, first);
  await finishJob(db, { id: first, work: WORK });
  await startJob(db, second);
  await failJob(db, { id: second, work: WORK }, "The model is missing.");
  expect((await workJobs()).map(({ state, error }) => [state, error])).toEqual([
    ["done", null],
    ["failed", "The model is missing."],
    ["cancelled", null],
  ]);
  expect((await getJob(db, last)).note).toContain("Shard 1");

  await db.pool.query(`TRUNCATE graphile_worker._private_jobs`);
  expect(await restartWork(db, WORK)).toBe(2);
  expect((await workJobs()).map(({ state }) => state)).toEqual(["done", "waiting", "waiting"]);
  expect(await listQueued()).toEqual([`job:${second}`]);
});

test("a waiting job is cancelled at once and leaves the queue; one that ended stays as it ended", async () => {
  const { db } = database;
  const [first = 0, second = 0] = await createAndList([shard(0), shard(1)]);
  expect((await cancelJob(db, first)).state).toBe("cancelled");
  expect(await listQueued()).toEqual([`job:${second}`]);
  await startJob(db, second);
  await finishJob(db, { id: second, work: WORK });
  expect((await cancelJob(db, second)).state).toBe("done");
  expect(await startJob(db, first)).toBeUndefined();
  await expect(cancelJob(db, 987_654)).rejects.toThrow("not found");
});

test("open jobs are listed before ended ones, running first", async () => {
  const { db } = database;
  const [first = 0, second = 0] = await createAndList([shard(0), shard(1), finish(1)]);
  await startJob(db, second);
  await updateProgress(db, second, { done: 40, total: 100, rate: 20, note: null });
  await startJob(db, first);
  await finishJob(db, { id: first, work: WORK });
  const jobs = await listJobs(db);
  expect(jobs.map(({ title, state }) => [title, state])).toEqual([
    ["Shard 1", "running"],
    ["Source 1", "waiting"],
    ["Shard 0", "done"],
  ]);
  expect(jobs[0]).toMatchObject({ done: 40, total: 100, rate: 20, etaSeconds: 3 });
});

/** Runs one job, doing something of the test's own. */
function run(jobId: number, perform: PerformJob, stop = new AbortController().signal, lastAttempt = false) {
  return runJob(database.db, jobId, { perform, stop, tickMs: 10, lastAttempt });
}

const untilAborted = ({ signal }: { signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("work that is reported seldom keeps its pace between two reports", async () => {
  const [id = 0] = await createAndList([shard(0)]);
  const stored = async () => database.db.prisma.job.findUniqueOrThrow({ where: { id } });
  const until = async (holds: (row: Awaited<ReturnType<typeof stored>>) => boolean) => {
    for (;;) {
      const row = await stored();
      if (holds(row)) return row;
      await sleep(5);
    }
  };
  await run(id, async (_, { report }) => {
    report(10);
    await until(({ done }) => done === 10);
    report(60);
    const { rate } = await until(({ done, rate }) => done === 60 && rate !== null);
    // A note is stored at a tick: after each of these there was one without progress.
    for (const note of ["one", "two", "three"]) {
      report(60, { note });
      await until((row) => row.note === note);
    }
    expect((await stored()).rate).toBe(rate);
    return [];
  });
  expect(await getJob(database.db, id)).toMatchObject({ state: "done", error: null });
});

test("a job that is done says so, with its progress complete", async () => {
  const [id = 0] = await createAndList([shard(0)]);
  await run(id, async (_, { report }) => {
    report(70, { total: 200 });
    return [];
  });
  expect(await getJob(database.db, id)).toMatchObject({ state: "done", done: 200, total: 200, error: null });
});

test("a sentence written for people is the job's error; anything else is not shown", async () => {
  const [first = 0, second = 0] = await createAndList([shard(0), shard(1)]);
  await run(first, async () => {
    throw new AppError("bad_request", "The model has no layers.");
  });
  await run(second, async () => {
    throw new TypeError("secret internals");
  });
  expect((await workJobs()).map(({ error }) => error)).toEqual([
    "The model has no layers.",
    "Something went wrong on our side; the worker's log says what.",
  ]);
});

test("a running job that is cancelled ends soon, as cancelled", async () => {
  const [id = 0, later = 0] = await createAndList([shard(0), finish(1)]);
  const running = run(id, (_, context) => untilAborted(context));
  await expect.poll(async () => (await getJob(database.db, id)).state).toBe("running");
  await cancelWork(database.db, WORK);
  await running;
  expect((await getJob(database.db, id)).state).toBe("cancelled");
  expect((await getJob(database.db, later)).state).toBe("cancelled");
});

test("a worker that stops puts its job back into the queue", async () => {
  const [id = 0] = await createAndList([shard(0)]);
  await takeFromQueue("pool-1");
  const stop = new AbortController();
  const running = run(id, (_, context) => untilAborted(context), stop.signal);
  await expect.poll(async () => (await getJob(database.db, id)).state).toBe("running");
  stop.abort();
  await running;
  expect((await getJob(database.db, id)).state).toBe("waiting");
  expect(await takeFromQueue("pool-2")).toBe(id);
});

test("only a lost database is tried again, and not for ever", async () => {
  const [id = 0] = await createAndList([shard(0)]);
  const lost = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const collect = () => Promise.reject(lost);
  await expect(run(id, collect)).rejects.toBe(lost);
  expect((await getJob(database.db, id)).state).toBe("running");
  await run(id, collect, undefined, true);
  expect((await getJob(database.db, id)).state).toBe("failed");
});

const worker = (id: string) => ({ id, host: "here", pid: 1, provider: "cpu", url: "http://127.0.0.1:1", secret: "s" });
const grow = (table: string, column: string, seconds: number) =>
  database.db.pool.query(`UPDATE ${table} SET "${column}" = "${column}" - make_interval(secs => $1)`, [seconds]);

test("the jobs of a silent worker are free again within a minute; those of a beating one are not", async () => {
  const { db } = database;
  const [first = 0, second = 0] = await createAndList([shard(0), shard(1)]);
  await beat(db, worker("pool-silent"));
  expect(await takeFromQueue("pool-silent")).toBe(first);
  await grow(`"Worker"`, "heartbeatAt", 31);
  await beat(db, worker("pool-beating"));
  expect(await takeFromQueue("pool-beating")).toBe(second);
  await grow("graphile_worker._private_jobs", "locked_at", 31);
  expect(await listAskableWorkers(db)).toMatchObject([{ id: "pool-beating" }]);
  await beat(db, { ...worker("pool-card"), provider: "cuda" });
  expect(await countWorkers(db)).toEqual([
    { provider: "cpu", count: 1 },
    { provider: "cuda", count: 1 },
  ]);
  expect(await removeSilentWorkers(db)).toBe(1);
  expect(await takeFromQueue("pool-other")).toBe(first);
  expect(await takeFromQueue("pool-other")).toBeUndefined();
});

test("a worker known to be dead is forgotten at once, with its locks", async () => {
  const { db } = database;
  const [id = 0] = await createAndList([shard(0)]);
  await beat(db, worker("pool-dead"));
  await takeFromQueue("pool-dead");
  await removeWorkers(db, ["pool-dead"]);
  expect(await listAskableWorkers(db)).toEqual([]);
  expect(await takeFromQueue("pool-other")).toBe(id);
});

test("a job that the queue has given up is failed; one that waits for its step is not", async () => {
  const { db } = database;
  const [id = 0, later = 0] = await createAndList([shard(0), finish(1)]);
  await grow(`"Job"`, "updatedAt", 60);
  expect(await failAbandonedJobs(db)).toEqual([]);
  await db.pool.query(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`);
  expect(await failAbandonedJobs(db)).toEqual([id]);
  expect((await getJob(db, id)).error).toContain("stopped too often");
  expect((await getJob(db, later)).state).toBe("cancelled");
});
