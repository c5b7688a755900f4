import { AppError } from "#lib/errors.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { JobCost } from "#lib/explain/schema.ts";
import { isTransient } from "#lib/jobs/is-transient.ts";
import {
  endCancelledJob,
  failJob,
  finishJob,
  type JobProgress,
  requeueJob,
  startJob,
  updateProgress,
} from "#lib/jobs/queries/jobs.ts";
import { type RateSample, smoothRate } from "#lib/jobs/smooth-rate.ts";
import { log } from "#lib/log.ts";
import type { Job } from "#prisma/generated/client.ts";
import type { Db } from "#lib/db.ts";
import type { JobContext } from "#workers/job-handler.ts";

/** How often progress is stored and a cancellation noticed. */
const TICK_MS = 1_000;

const CANCELLED = Symbol("cancelled");
const OWN_MISTAKE = "Something went wrong on our side; the worker's log says what.";

/** Does what a job's name and payload say; rejects with what the handler throws. */
export type PerformJob = (
  job: Pick<Job, "name" | "payload">,
  context: Pick<JobContext, "signal" | "report" | "cost">,
) => Promise<readonly JobPlan[]>;

export type RunJobOptions = {
  perform: PerformJob;
  /** Aborted when the worker stops: the job goes back to the queue. */
  stop: AbortSignal;
  /** Set when the queue has given up on retrying. */
  lastAttempt?: boolean;
  tickMs?: number;
};

/**
 * Runs one job of the queue to one of its ends: done, failed with a sentence, cancelled, or back in the queue.
 * @throws only what may work when tried again; the queue then does
 */
export async function runJob(
  db: Db,
  jobId: number,
  { perform, stop, lastAttempt = false, tickMs = TICK_MS }: RunJobOptions,
): Promise<void> {
  const job = await startJob(db, jobId);
  if (!job) return;
  const began = performance.now();
  const cancelled = new AbortController();
  const signal = AbortSignal.any([stop, cancelled.signal]);
  const progress = followProgress(job, (latest) => updateProgress(db, jobId, latest), {
    tickMs,
    onTick(row) {
      if (!row || row.cancelAsked) cancelled.abort(CANCELLED);
    },
  });
  try {
    if (job.cancelAsked) cancelled.abort(CANCELLED);
    signal.throwIfAborted();
    const plans = await perform(job, { signal, report: progress.report, cost: readCost(job) });
    await progress.stop();
    await finishJob(db, job, plans);
    log.info({ job: job.id, seconds: secondsSince(began) }, `${job.title}: done`);
  } catch (error) {
    await progress.stop();
    if (cancelled.signal.aborted) await endCancelledJob(db, job);
    else if (stop.aborted) await requeueJob(db, job);
    else if (isTransient(error) && !lastAttempt) throw error;
    else {
      const sentence = error instanceof AppError ? error.message : OWN_MISTAKE;
      const unexplained = error instanceof AppError ? error.cause : error;
      log.error(
        { job: job.id, ...(unexplained === undefined ? {} : { err: unexplained }) },
        `${job.title}: ${sentence}`,
      );
      await failJob(db, job, sentence);
    }
  }
}

/** What was paid before the job was interrupted. */
const readCost = ({ cost }: Job): JobCost | null => JobCost.nullable().parse(cost);

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

type Progress = { report: JobContext["report"]; stop(): Promise<void> };

/** Keeps the latest figures and stores them once a tick, so that a handler may report as often as it likes. */
function followProgress(
  job: Job,
  store: (latest: JobProgress) => Promise<Job | undefined>,
  { tickMs, onTick }: { tickMs: number; onTick(row: Job | undefined): void },
): Progress {
  const latest: JobProgress = { done: 0, total: job.total, rate: null, note: null };
  let before: RateSample | undefined;
  let storing: Promise<void> = Promise.resolve();
  const tick = async () => {
    const now = { done: latest.done, atMs: performance.now() };
    // What is reported seldom is measured from report to report: a second without one is no standstill.
    if (now.done !== before?.done) {
      latest.rate = before ? smoothRate(latest.rate, before, now) : null;
      before = now;
    }
    try {
      onTick(await store({ ...latest }));
    } catch (error) {
      // The figures are stored again in a tick; if the database stays away, the handler's own queries say so.
      log.warn({ job: job.id, err: error }, "Progress was not stored");
    }
  };
  const timer = setInterval(() => {
    storing = storing.then(tick);
  }, tickMs);
  return {
    report(done, { total, note, cost } = {}) {
      before ??= { done, atMs: performance.now() };
      latest.done = done;
      if (total !== undefined) latest.total = total;
      if (note !== undefined) latest.note = note;
      if (cost !== undefined) latest.cost = cost;
    },
    async stop() {
      clearInterval(timer);
      await storing;
      if (latest.done > 0 || latest.cost || latest.note !== null) await store({ ...latest }).catch(() => undefined);
    },
  };
}
