/** What kinds of failure a client is told about; the only mapping to HTTP is in `#lib/api/problem.ts`. */
export const APP_ERROR_CODES = [
  "bad_request",
  "forbidden",
  "not_found",
  "conflict",
  "too_large",
  "rate_limited",
  "unavailable",
] as const;
export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

/** An error whose message was written for whoever made the request: one sentence, what is wrong and what to do. */
export class AppError extends Error {
  override name = "AppError";
  readonly code: AppErrorCode;
  constructor(code: AppErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const notFound = (what: string): AppError => new AppError("not_found", `${what} not found`);

export const badRequest = (message: string, options?: ErrorOptions): AppError =>
  new AppError("bad_request", message, options);
