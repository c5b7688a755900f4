import type { JobView } from "#lib/catalog/schema.ts";
import { AppError } from "#lib/errors.ts";
import { isJobName, JOB_PAYLOADS, type JobName } from "#lib/jobs/contracts.ts";
import { isTransient } from "#lib/jobs/is-transient.ts";
import { presentJob } from "#lib/jobs/present-job.ts";
import { endCancelledJob, failJob, finishJob, requeueJob, startJob, updateProgress } from "#lib/jobs/queries/jobs.ts";
import { type RateSample, smoothRate } from "#lib/jobs/smooth-rate.ts";
import { log } from "#lib/log.ts";
import type { Job } from "#prisma/generated/client.ts";
import type { JobContext, JobHandlers } from "#workers/job-handler.ts";

/** How often progress is stored and a cancellation noticed. */
const TICK_MS = 1_000;

const CANCELLED = Symbol("cancelled");
const OWN_MISTAKE = "Something went wrong on our side; the worker's log says what.";

export type RunJobOptions = {
  handlers: JobHandlers;
  /** Aborted when the worker stops: the job goes back to the queue. */
  stop: AbortSignal;
  onProgress?(job: JobView): void;
  /** Set when the queue has given up on retrying. */
  lastAttempt?: boolean;
  tickMs?: number;
};

/**
 * Runs one job of the queue to one of its ends: done, failed with a sentence, cancelled, or back in the queue.
 * @throws only what may work when tried again; the queue then does
 */
export async function runJob(
  context: Omit<JobContext, "signal" | "report">,
  jobId: number,
  { handlers, stop, onProgress = () => {}, lastAttempt = false, tickMs = TICK_MS }: RunJobOptions,
): Promise<void> {
  const { db } = context;
  const job = await startJob(db, jobId);
  if (!job) return;
  onProgress(presentJob(job));
  const cancelled = new AbortController();
  const signal = AbortSignal.any([stop, cancelled.signal]);
  const progress = followProgress(job, (latest) => updateProgress(db, jobId, latest), {
    tickMs,
    onTick(row) {
      if (!row || row.cancelAsked) cancelled.abort(CANCELLED);
      if (row) onProgress(presentJob(row));
    },
  });
  const end = (row: Job | undefined): void => {
    if (row) onProgress(presentJob(row));
  };
  try {
    if (job.cancelAsked) cancelled.abort(CANCELLED);
    signal.throwIfAborted();
    const plans = await handle(handlers, job, { ...context, signal, report: progress.report });
    await progress.stop();
    end(await finishJob(db, job, plans));
  } catch (error) {
    await progress.stop();
    if (cancelled.signal.aborted) end(await endCancelledJob(db, job));
    else if (stop.aborted) await requeueJob(db, job);
    else if (isTransient(error) && !lastAttempt) throw error;
    else {
      const sentence = error instanceof AppError ? error.message : OWN_MISTAKE;
      const unexplained = error instanceof AppError ? error.cause : error;
      log.error({ job: job.id, ...(unexplained === undefined ? {} : { err: unexplained }) }, `${job.title}: ${sentence}`);
      end(await failJob(db, job, sentence));
    }
  }
}

async function handle(handlers: JobHandlers, job: Job, context: JobContext) {
  if (!isJobName(job.name)) throw new AppError("bad_request", `This worker does not know the job “${job.name}”; update it.`);
  return handleNamed(handlers, job.name, job, context);
}

/** Generic in the name, so that payload schema and handler are known to belong together. */
function handleNamed<N extends JobName>(handlers: JobHandlers, name: N, job: Job, context: JobContext) {
  const schema: { parse(value: unknown): unknown } = JOB_PAYLOADS[name];
  // The schema of this name gives the payload of this name; a lookup by a generic key loses that.
  return handlers[name](schema.parse(job.payload) as Parameters<JobHandlers[N]>[0], context);
}

type Progress = { report: JobContext["report"]; stop(): Promise<void> };

/** Keeps the latest figures and stores them once a tick, so that a handler may report as often as it likes. */
function followProgress(
  job: Job,
  store: (latest: { done: number; total: number; rate: number | null; note: string | null }) => Promise<Job | undefined>,
  { tickMs, onTick }: { tickMs: number; onTick(row: Job | undefined): void },
): Progress {
  const latest = { done: 0, total: job.total, rate: null as number | null, note: null as string | null };
  let before: RateSample | undefined;
  let storing: Promise<void> = Promise.resolve();
  const tick = async () => {
    const now = { done: latest.done, atMs: performance.now() };
    latest.rate = before ? smoothRate(latest.rate, before, now) : null;
    before = now;
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
    report(done, { total, note } = {}) {
      before ??= { done, atMs: performance.now() };
      latest.done = done;
      if (total !== undefined) latest.total = total;
      if (note !== undefined) latest.note = note;
    },
    async stop() {
      clearInterval(timer);
      await storing;
      if (latest.done > 0) await store({ ...latest }).catch(() => undefined);
    },
  };
}
