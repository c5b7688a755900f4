import type { JobPlan } from "#lib/jobs/contracts.ts";
import type { JobCost } from "#lib/explain/schema.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import { AppError, type AppErrorCode } from "#lib/errors.ts";
import type { ProgressDetails } from "#workers/job-handler.ts";

/** What a thread is started with. */
export type ThreadData = { databaseUrl: string; engine: SessionOptions; modelsDirectory: string };

/** To a thread. It does one job at a time. */
export type ThreadOrder =
  | { perform: { name: string; payload: unknown; cost: JobCost | null } }
  | { abort: true }
  | { close: true };

/** From a thread: how far it is, then how it ended. */
export type ThreadReport =
  | { progress: { done: number } & ProgressDetails }
  | { plans: readonly JobPlan[] }
  | { failure: Failure };

/** An error on its way between threads, where classes are lost. */
export type Failure = {
  message: string;
  stack: string | undefined;
  appCode: AppErrorCode | undefined;
  code: string | undefined;
  cause: Failure | undefined;
};

export function packFailure(error: unknown): Failure {
  if (!(error instanceof Error))
    return { message: String(error), stack: undefined, appCode: undefined, code: undefined, cause: undefined };
  return {
    message: error.message,
    stack: error.stack,
    appCode: error instanceof AppError ? error.code : undefined,
    code: "code" in error ? String(error.code) : undefined,
    cause: error.cause === undefined ? undefined : packFailure(error.cause),
  };
}

/** Inverse of `packFailure`, as far as anybody asks: message, code and cause, and whether people may read it. */
export function unpackFailure({ message, stack, appCode, code, cause }: Failure): Error {
  const options = cause ? { cause: unpackFailure(cause) } : {};
  const error = appCode
    ? new AppError(appCode, message, options)
    : Object.assign(new Error(message, options), { code });
  if (stack !== undefined) error.stack = stack;
  return error;
}
