import * as z from "zod";
import { isDatabaseUnavailable } from "#lib/db.ts";
import { AppError, type AppErrorCode } from "#lib/errors.ts";

/** RFC 9457. `type` points into the API's own description, `errors` names what is wrong field by field. */
export const Problem = z
  .object({
    type: z.string().describe("URI reference of the kind of problem"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("what is wrong and what to do about it"),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "What went wrong, as in RFC 9457." });
export type Problem = z.infer<typeof Problem>;

export type ProblemCode = AppErrorCode | "method_not_allowed" | "internal";

/** The only mapping of our errors to HTTP. */
export const PROBLEMS = {
  bad_request: { status: 400, name: "BadRequest", title: "Bad request" },
  forbidden: { status: 403, name: "Forbidden", title: "Forbidden" },
  not_found: { status: 404, name: "NotFound", title: "Not found" },
  method_not_allowed: { status: 405, name: "MethodNotAllowed", title: "Method not allowed" },
  conflict: { status: 409, name: "Conflict", title: "Conflict" },
  too_large: { status: 413, name: "TooLarge", title: "Too large" },
  rate_limited: { status: 429, name: "RateLimited", title: "Too many requests" },
  internal: { status: 500, name: "Internal", title: "Internal error" },
  unavailable: { status: 503, name: "Unavailable", title: "Unavailable" },
} as const satisfies Record<ProblemCode, { status: number; name: string; title: string }>;

/** What a client reads about a request that its schema refused. */
export class InvalidInput extends AppError {
  readonly issues: { field: string; message: string }[];
  constructor(part: string, error: z.ZodError) {
    const issues = error.issues.map(({ path, message }) => ({ field: path.map(String).join(".") || part, message }));
    super("bad_request", `The ${part} of the request is not right: ${issues.map(describe).join("; ")}.`);
    this.issues = issues;
  }
}

/** Too many requests; says when to come back. */
export class RateLimited extends AppError {
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super("rate_limited", message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Waiting this long is worth it for a database or worker that restarts. */
const UNAVAILABLE_RETRY_SECONDS = 5;

/** An error as a client sees it. Anything not written for clients becomes a fixed sentence and is handed to `report`. */
export function problemResponse(error: unknown, requestId: string, report: (error: unknown) => void): Response {
  if (error instanceof InvalidInput) return answer("bad_request", error.message, {}, error.issues);
  if (error instanceof RateLimited) {
    return answer("rate_limited", error.message, { "retry-after": String(Math.ceil(error.retryAfterSeconds)) });
  }
  const retry = { "retry-after": String(UNAVAILABLE_RETRY_SECONDS) };
  if (error instanceof AppError) return answer(error.code, error.message, error.code === "unavailable" ? retry : {});
  report(error);
  if (isDatabaseUnavailable(error)) return answer("unavailable", "The catalog's database does not answer.", retry);
  return answer("internal", `Something went wrong on our side; quote request ${requestId} when you report it.`, {});
}

export function methodNotAllowed(method: string, allow: string): Response {
  return answer("method_not_allowed", `${method} does not work here; ${allow} do.`, { allow });
}

function answer(
  code: ProblemCode,
  detail: string,
  headers: Record<string, string>,
  errors?: Problem["errors"],
): Response {
  const { status, name, title } = PROBLEMS[code];
  const type = `/api/v1/openapi.json#/components/responses/${name}`;
  const problem: Problem = { type, title, status, detail, ...(errors && { errors }) };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

const describe = ({ field, message }: { field: string; message: string }) => `${field}: ${message}`;
