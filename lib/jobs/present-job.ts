import type { JobView } from "#lib/catalog/schema.ts";
import { JobCost } from "#lib/explain/schema.ts";
import type { Job, JobState } from "#prisma/generated/client.ts";

const STATES = {
  WAITING: "waiting",
  RUNNING: "running",
  DONE: "done",
  FAILED: "failed",
  CANCELLED: "cancelled",
} as const satisfies Record<JobState, JobView["state"]>;

export function presentJob(job: Job): JobView {
  const { id, name, title, work, unit, total, done, error, note } = job;
  return {
    id,
    name,
    title,
    work,
    state: STATES[job.state],
    unit,
    total,
    done,
    rate: job.state === "DONE" ? meanRate(job) : job.rate,
    etaSeconds: job.state === "RUNNING" ? estimateSecondsLeft(job) : null,
    error,
    note,
    cost: JobCost.nullable().parse(job.cost),
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}

/** Over the whole job, once it has ended. */
function meanRate({ total, startedAt, finishedAt }: Job): number | null {
  const seconds = startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : 0;
  return seconds > 0 ? total / seconds : null;
}

function estimateSecondsLeft({ total, done, rate }: Job): number | null {
  if (rate === null || rate <= 0 || total <= 0) return null;
  return Math.max(0, Math.round((total - done) / rate));
}
