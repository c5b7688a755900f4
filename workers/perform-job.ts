import type * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { isJobName, JOB_PAYLOADS, type JobPlan } from "#lib/jobs/contracts.ts";
import type { JobContext, JobHandlers } from "#workers/job-handler.ts";

/** Finds the handler of a job and gives it the payload it was promised. */
export async function performJob(
  handlers: JobHandlers,
  { name, payload }: { name: string; payload: unknown },
  context: JobContext,
): Promise<readonly JobPlan[]> {
  if (!isJobName(name)) {
    throw new AppError("bad_request", `This worker does not know the job “${name}”; update it.`);
  }
  const schema: z.ZodType = JOB_PAYLOADS[name];
  const handler: (payload: never, context: JobContext) => Promise<readonly JobPlan[]> = handlers[name];
  // The schema of a name gives the payload that the handler of that name takes; `JobHandlers` says so, a lookup forgets it.
  return handler(schema.parse(payload) as never, context);
}
