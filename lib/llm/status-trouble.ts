import * as z from "zod";
import { cutText } from "#lib/llm/cut-text.ts";
import { readRetryAfterMs } from "#lib/llm/retry-after.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;
/** A gateway gave up waiting for a model that may have gone on: nginx and others 504, Cloudflare 524. */
const GATEWAY_TIMEOUTS = [504, 524];

/** The shape that OpenAI, Anthropic, Google and OpenRouter share. */
const ErrorBody = z.object({
  error: z.object({
    message: z.string().optional(),
    code: z.union([z.string(), z.number()]).nullish(),
    type: z.string().nullish(),
  }),
});

/** What a status that is no success means. @param body as text, the key already gone from it */
export function statusTrouble(status: number, headers: Headers, body: string): LlmTrouble {
  const error = parseErrorBody(body);
  const said = cutText(error?.message ?? body);
  const detail = `The provider answered ${status}${said ? `: ${said}` : ""}`;
  const retryAfterMs = readRetryAfterMs(headers, body);
  if (error?.code === "content_filter") return new LlmTrouble("refused", detail, {});
  if (status === REQUEST_TIMEOUT) return new LlmTrouble("timeout", detail, { retry: true, retryAfterMs, billed: true });
  if (status >= SERVER_ERROR)
    return new LlmTrouble("unavailable", detail, {
      retry: true,
      retryAfterMs,
      billed: GATEWAY_TIMEOUTS.includes(status),
    });
  // OpenAI says 429 also when an account is empty, which no waiting mends.
  const isEmptyAccount = error?.code === "insufficient_quota" || error?.type === "insufficient_quota";
  if (status === TOO_MANY_REQUESTS && !isEmptyAccount)
    return new LlmTrouble("unavailable", detail, { retry: true, retryAfterMs });
  return new LlmTrouble("rejected", detail, {});
}

/** OpenRouter answers 200 before it knows that the model behind it failed; the real status is in the body. */
export function findErrorInside(body: string): number | undefined {
  if (!/^\s*\{\s*"error"\s*:\s*\{/.test(body)) return undefined;
  const code = parseErrorBody(body)?.code;
  return typeof code === "number" ? code : undefined;
}

function parseErrorBody(body: string): z.infer<typeof ErrorBody>["error"] | undefined {
  const json = z.string().transform(parseJson).pipe(ErrorBody).safeParse(body);
  return json.data?.error;
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: "custom", message: "no JSON" });
    return z.NEVER;
  }
}
