import type * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { isJobName, JOB_PAYLOADS, type JobName, type JobPayload, type JobPlan } from "#lib/jobs/contracts.ts";
import type { JobContext, JobHandlers } from "#workers/job-handler.ts";

/** What each kind of job is told, so typed that a name's schema is known to give what the handler of that name takes. */
const SCHEMAS: { readonly [N in JobName]: z.ZodType<JobPayload<N>> } = JOB_PAYLOADS;

/** Finds the handler of a job and gives it the payload it was promised. */
export async function performJob(
  handlers: JobHandlers,
  { name, payload }: { name: string; payload: unknown },
  context: JobContext,
): Promise<readonly JobPlan[]> {
  if (!isJobName(name)) {
    throw new AppError("bad_request", `This worker does not know the job “${name}”; update it.`);
  }
  return perform(handlers, name, payload, context);
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- one name for both, or the schema could be another job's
async function perform<N extends JobName>(
  handlers: JobHandlers,
  name: N,
  payload: unknown,
  context: JobContext,
): Promise<readonly JobPlan[]> {
  return handlers[name](SCHEMAS[name].parse(payload), context);
}
