import * as z from "zod";
import { settleSources } from "#lib/catalog/queries/source-states.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { JobCost } from "#lib/explain/schema.ts";
import { JOB_PRIORITIES, JOB_UNITS, type JobPlan } from "#lib/jobs/contracts.ts";
import type { WorkView } from "#lib/jobs/work-view.ts";
import { presentJob } from "#lib/jobs/present-job.ts";
import { dequeueJobs, enqueueJob } from "#lib/jobs/queries/queue.ts";
import type { Job, Prisma } from "#prisma/generated/client.ts";

const LIST_MAX = 200;
const OPEN = ["WAITING", "RUNNING"] as const;

/** Running and waiting jobs in the order they run, then those that ended, latest first. */
export async function listJobs(db: Db, { limit = LIST_MAX }: { limit?: number } = {}): Promise<JobView[]> {
  const [open, ended] = await Promise.all([
    db.prisma.job.findMany({
      where: { state: { in: [...OPEN] } },
      orderBy: [{ state: "desc" }, { priority: "asc" }, { step: "asc" }, { id: "asc" }],
      take: limit,
    }),
    db.prisma.job.findMany({
      where: { state: { notIn: [...OPEN] } },
      orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
      take: limit,
    }),
  ]);
  return [...open.filter(isRunning), ...open.filter((job) => !isRunning(job)), ...ended]
    .slice(0, limit)
    .map(presentJob);
}

const isRunning = (job: Job): boolean => job.state === "RUNNING";

/** @throws AppError not_found */
export async function getJob(db: Db, id: number): Promise<JobView> {
  const job = await db.prisma.job.findUnique({ where: { id } });
  if (!job) throw notFound(`job ${id}`);
  return presentJob(job);
}

/** The jobs of one work in any state, in order. */
export async function listWorkJobs(db: Db, work: string): Promise<JobView[]> {
  return (await db.prisma.job.findMany({ where: { work }, orderBy: [{ step: "asc" }, { id: "asc" }] })).map(presentJob);
}

/** Jobs that run or wait to. */
export async function countUnfinishedJobs(db: Db): Promise<number> {
  return db.prisma.job.count({ where: { state: { in: ["WAITING", "RUNNING"] } } });
}

/** @throws AppError not_found */
export async function getWork(db: Db, work: string): Promise<WorkView> {
  const jobs = await listWorkJobs(db, work);
  if (jobs.length === 0) throw notFound(`work ${work}`);
  return { work, jobs };
}

/** Works that still have something to run. */
export async function listOpenWorks(db: Db): Promise<string[]> {
  const rows = await db.prisma.job.findMany({
    where: { state: { in: [...OPEN] } },
    distinct: ["work"],
    select: { work: true },
  });
  return rows.map(({ work }) => work);
}

/** Works that began by reading a model and have not ended. */
export async function listOpenWorksOfModel(db: Db, model: string): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ work: string }[]>`
    SELECT work FROM "Job" j WHERE name = 'register-model' AND payload->>'model' = ${model}
      AND EXISTS (SELECT FROM "Job" o WHERE o.work = j.work AND o.state IN ('WAITING', 'RUNNING')) ORDER BY id`;
  return rows.map(({ work }) => work);
}

/** How many tokens of its corpus a model was last to be read over; undefined when it never was. */
export async function findTokensOfModel(db: Db, model: string): Promise<number | undefined> {
  const [row] = await db.prisma.$queryRaw<{ tokens: number }[]>`
    SELECT (payload->>'tokens')::int AS tokens FROM "Job"
    WHERE name = 'register-model' AND payload->>'model' = ${model} ORDER BY id DESC LIMIT 1`;
  return row?.tokens;
}

/**
 * Starts a work: makes its jobs and hands the first step to the queue, at once or not at all.
 * @returns false, and does nothing, when the work exists already
 */
export async function createWork(db: Db, work: string, plans: readonly JobPlan[]): Promise<boolean> {
  return inWork(db, work, async (transaction) => {
    if ((await transaction.job.count({ where: { work } })) > 0) return false;
    await insertJobs(transaction, work, plans);
    await enqueueNextStep(transaction, work);
    return true;
  });
}

/**
 * Claims a job for the worker that took it from the queue.
 * @returns undefined when there is nothing to do: it ended, was cancelled, or is gone
 */
export async function startJob(db: Db, id: number): Promise<Job | undefined> {
  const [job] = await db.prisma.job.updateManyAndReturn({
    where: { id, state: { in: [...OPEN] } },
    data: { state: "RUNNING", startedAt: new Date(), done: 0, rate: null, error: null, note: null },
  });
  return job;
}

export type JobProgress = { done: number; total: number; rate: number | null; note: string | null; cost?: JobCost };

/** Stores progress. @returns the row as it now is, `cancelAsked` included; undefined when it is no longer running */
export async function updateProgress(db: Db, id: number, progress: JobProgress): Promise<Job | undefined> {
  const [job] = await db.prisma.job.updateManyAndReturn({ where: { id, state: "RUNNING" }, data: progress });
  return job;
}

/**
 * Marks a job done, adds the jobs it found out about, and hands the next step to the queue if this was the last of its
 * step; all at once, and only for the first who says so. One that was cancelled meanwhile adds none, and ends as cancelled.
 * @returns undefined when it was not running: someone else ended it
 */
export async function finishJob(
  db: Db,
  { id, work }: Pick<Job, "id" | "work">,
  plans: readonly JobPlan[] = [],
): Promise<Job | undefined> {
  return inWork(db, work, async (transaction) => {
    const [job] = await transaction.job.updateManyAndReturn({
      where: { id, state: "RUNNING" },
      data: { state: "DONE", finishedAt: new Date() },
    });
    if (!job) return undefined;
    // Cancelled too late to stop it, but what would come of it is not wanted. Taken up again, it finds that out once more.
    if (job.cancelAsked && plans.length > 0) return endInWork(transaction, job, { state: "CANCELLED" });
    const done = await transaction.job.update({ where: { id }, data: { done: job.total } });
    await insertJobs(transaction, work, plans);
    await enqueueNextStep(transaction, work);
    return done;
  });
}

/** Ends a job that cannot be done; what would have come after it is cancelled. @param error one sentence for the reader */
export async function failJob(db: Db, { id, work }: Pick<Job, "id" | "work">, error: string): Promise<Job | undefined> {
  return endJob(db, { id, work }, { state: "FAILED", error });
}

/** Ends a running job whose cancellation was asked for. */
export async function endCancelledJob(db: Db, { id, work }: Pick<Job, "id" | "work">): Promise<Job | undefined> {
  return endJob(db, { id, work }, { state: "CANCELLED" });
}

/** Puts a running job back in the queue, because its worker is stopping. */
export async function requeueJob(
  db: Db,
  { id, work, name, priority }: Pick<Job, "id" | "work" | "name" | "priority">,
): Promise<void> {
  await inWork(db, work, async (transaction) => {
    const { count } = await transaction.job.updateMany({
      where: { id, state: "RUNNING" },
      data: { state: "WAITING", startedAt: null, rate: null },
    });
    if (count > 0) await enqueueJob(transaction, { id, name, priority });
  });
}

/**
 * Cancels a job: at once when it waits, within about a second when it runs. Later steps of its work are cancelled too,
 * as they need it; other jobs of its own step go on.
 * @throws AppError not_found
 */
export async function cancelJob(db: Db, id: number): Promise<JobView> {
  const { work } = await db.prisma.job.findUniqueOrThrow({ where: { id } }).catch(async () => {
    throw notFound(`job ${id}`);
  });
  await inWork(db, work, (transaction) => cancelJobs(transaction, work, { id }));
  return getJob(db, id);
}

/** Cancels everything of a work that has not ended, as {@link cancelJob} does. @throws AppError not_found */
export async function cancelWork(db: Db, work: string): Promise<WorkView> {
  await inWork(db, work, (transaction) => cancelJobs(transaction, work, {}));
  return getWork(db, work);
}

/** Takes a failed or cancelled work up again where it stopped: what is done stays done. @returns how many jobs wait again */
export async function restartWork(db: Db, work: string): Promise<number> {
  return inWork(db, work, async (transaction) => {
    const { count } = await transaction.job.updateMany({
      where: { work, state: { in: ["FAILED", "CANCELLED"] } },
      data: {
        state: "WAITING",
        cancelAsked: false,
        error: null,
        note: null,
        done: 0,
        rate: null,
        startedAt: null,
        finishedAt: null,
      },
    });
    if (count > 0) await enqueueNextStep(transaction, work);
    return count;
  });
}

/**
 * Fails jobs that nobody will ever run: they should be in the queue, and it has given them up or lost them.
 * @returns their ids
 */
export async function failAbandonedJobs(db: Db): Promise<number[]> {
  const abandoned = await db.prisma.$queryRaw<{ id: number; work: string }[]>`
    SELECT j.id, j.work FROM "Job" j
    WHERE j.state IN ('WAITING', 'RUNNING') AND j."updatedAt" < now() - interval '30 seconds'
      AND NOT EXISTS (SELECT FROM "Job" e WHERE e.work = j.work AND e.step < j.step AND e.state <> 'DONE')
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs q WHERE q.key = 'job:' || j.id
                      AND (q.attempts < q.max_attempts OR q.locked_at IS NOT NULL))`;
  for (const job of abandoned)
    await failJob(db, job, "Its worker stopped too often while running it; see the worker's log.");
  return abandoned.map(({ id }) => id);
}

type Ending = { state: "FAILED"; error: string } | { state: "CANCELLED" };

async function endJob(db: Db, { id, work }: Pick<Job, "id" | "work">, ending: Ending): Promise<Job | undefined> {
  return inWork(db, work, async (transaction) => {
    const open = await transaction.job.findFirst({ where: { id, state: { in: [...OPEN] } }, select: { id: true } });
    return open ? endInWork(transaction, open, ending) : undefined;
  });
}

async function endInWork(transaction: Prisma.TransactionClient, { id }: Pick<Job, "id">, ending: Ending): Promise<Job> {
  const job = await transaction.job.update({
    where: { id },
    data: { ...ending, finishedAt: new Date(), rate: null, note: null },
  });
  await settleSourcesOf(transaction, job);
  await cancelLaterSteps(transaction, job);
  return job;
}

async function cancelJobs(transaction: Prisma.TransactionClient, work: string, where: { id?: number }): Promise<void> {
  await transaction.job.updateMany({ where: { ...where, work, state: "RUNNING" }, data: { cancelAsked: true } });
  const waiting = await transaction.job.updateManyAndReturn({
    where: { ...where, work, state: "WAITING" },
    data: { state: "CANCELLED", finishedAt: new Date() },
  });
  await dequeueJobs(
    transaction,
    waiting.map(({ id }) => id),
  );
  for (const job of waiting) {
    await settleSourcesOf(transaction, job);
    await cancelLaterSteps(transaction, job);
  }
}

const FinishPayload = z.object({ runId: z.int(), sourceId: z.int().optional() });

/** A source whose features will not come says so. Its quality may be missing without that. */
async function settleSourcesOf(transaction: Prisma.TransactionClient, { name, payload, state }: Job): Promise<void> {
  if (name !== "collect-activations" && name !== "finish-source") return;
  const unfinished = FinishPayload.parse(payload);
  await settleSources(transaction, unfinished, state === "FAILED" ? "FAILED" : "REGISTERED");
}

async function cancelLaterSteps(transaction: Prisma.TransactionClient, { work, step, title }: Job): Promise<void> {
  await transaction.job.updateMany({
    where: { work, step: { gt: step }, state: "WAITING" },
    data: { state: "CANCELLED", finishedAt: new Date(), note: `Not started, because it needs “${title}”.` },
  });
}

async function insertJobs(
  transaction: Prisma.TransactionClient,
  work: string,
  plans: readonly JobPlan[],
): Promise<void> {
  await transaction.job.createMany({
    data: plans.map(({ name, title, step, payload, total = 0, priority = JOB_PRIORITIES.catalog }) => ({
      name,
      title,
      work,
      step,
      payload,
      total,
      priority,
      unit: JOB_UNITS[name],
    })),
  });
}

/** Queues the first step that is not done, unless a job of it failed, was cancelled, or is queued already. */
async function enqueueNextStep(transaction: Prisma.TransactionClient, work: string): Promise<void> {
  const first = await transaction.job.findFirst({
    where: { work, state: { not: "DONE" } },
    orderBy: { step: "asc" },
  });
  if (!first) return;
  const jobs = await transaction.$queryRaw<Pick<Job, "id" | "name" | "priority">[]>`
    SELECT id, name, priority FROM "Job" j
    WHERE work = ${work} AND step = ${first.step} AND state = 'WAITING'
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs q WHERE q.key = 'job:' || j.id)
    ORDER BY id`;
  for (const job of jobs) await enqueueJob(transaction, job);
}

/** Works end in one order: whoever changes the state of a work's jobs holds its lock until the change is committed. */
function inWork<T>(db: Db, work: string, change: (transaction: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return db.prisma.$transaction(
    async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${work}, 0))`;
      return change(transaction);
    },
    // Prisma's own few seconds are too short for a machine whose cores all compute.
    { maxWait: 60_000, timeout: 60_000 },
  );
}
