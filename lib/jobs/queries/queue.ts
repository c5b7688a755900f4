import type { Job, Prisma } from "#prisma/generated/client.ts";

/** A job that took its worker down this often is given up; see `failAbandonedJobs`. */
const ATTEMPTS_MAX = 25;

/** The queue's own name for a job, so that it is queued at most once. */
export const queueKey = (jobId: number): string => `job:${jobId}`;

/** Hands a job to the queue, in the caller's transaction. Queued already, it is queued anew. */
export async function enqueueJob(
  transaction: Prisma.TransactionClient,
  { id, name, priority }: Pick<Job, "id" | "name" | "priority">,
): Promise<void> {
  await transaction.$executeRaw`
    SELECT graphile_worker.add_job(
      identifier => ${name}, payload => json_build_object('jobId', ${id}::int),
      priority => ${priority}::int, max_attempts => ${ATTEMPTS_MAX}::int, job_key => ${queueKey(id)})`;
}

/** Takes jobs that wait out of the queue, in the caller's transaction. */
export async function dequeueJobs(transaction: Prisma.TransactionClient, ids: readonly number[]): Promise<void> {
  await transaction.$executeRaw`
    SELECT graphile_worker.remove_job(key) FROM unnest(${ids.map(queueKey)}::text[]) AS key`;
}
