import { AppError } from "#lib/errors.ts";
import { isJobName, JOB_PAYLOADS, type JobName, type JobPlan } from "#lib/jobs/contracts.ts";
import type { JobContext, JobHandlers } from "#workers/job-handler.ts";

/** Finds the handler of a job and gives it the payload it was promised. */
export async function performJob(
  handlers: JobHandlers,
  { name, payload }: { name: string; payload: unknown },
  context: JobContext,
): Promise<readonly JobPlan[]> {
  if (!isJobName(name)) throw new AppError("bad_request", `This worker does not know the job “${name}”; update it.`);
  return performNamed(handlers, name, payload, context);
}

/** Generic in the name, so that payload schema and handler are known to belong together. */
function performNamed<N extends JobName>(handlers: JobHandlers, name: N, payload: unknown, context: JobContext) {
  const schema: { parse(value: unknown): unknown } = JOB_PAYLOADS[name];
  // The schema of this name gives the payload of this name; a lookup by a generic key loses that.
  return handlers[name](schema.parse(payload) as Parameters<JobHandlers[N]>[0], context);
}
