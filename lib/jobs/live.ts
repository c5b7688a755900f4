import * as z from "zod";
import { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { LiveActivations } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { APP_ERROR_CODES, AppError } from "#lib/errors.ts";
import { LiveText } from "#lib/jobs/live-text.ts";
import { listAskableWorkers } from "#lib/jobs/queries/workers.ts";

const ANSWER_MS = 10_000;
const FORBIDDEN = 403;

/** What a worker is asked; the same on both ends. `index` is a number already here. Tokens beyond the context are cut. */
export const LiveRequest = z.object({
  model: FeatureAddress.shape.model,
  source: FeatureAddress.shape.source,
  index: z.int().nonnegative(),
  text: LiveText,
});
export type LiveRequest = z.infer<typeof LiveRequest>;

/** What a worker answers with the sentence of an `AppError`; its own mistakes have another code. */
const Refusal = z.object({ error: z.object({ code: z.enum(APP_ERROR_CODES), message: z.string() }) });

const NO_WORKER = "No worker is running; start one with `npm start`, then try again.";
const NO_ANSWER = "The worker did not answer in time; try again in a moment.";

export type LiveEffects = { fetch?: typeof fetch; answerMs?: number };

/**
 * Asks a worker for one feature's activations on a text.
 * @throws AppError as the worker refuses (not_found; conflict when the model's files changed; …), unavailable when none
 * answers within 10 s
 */
export async function requestActivations(
  db: Db,
  input: LiveRequest,
  { signal }: { signal?: AbortSignal } = {},
  { fetch, answerMs = ANSWER_MS }: LiveEffects = {},
): Promise<LiveActivations> {
  const request = LiveRequest.safeParse(input);
  if (!request.success) throw new AppError("bad_request", z.prettifyError(request.error));
  return readAnswer(await askWorker(db, "/activations", request.data, { signal, answerMs, fetch }), LiveActivations);
}

type Asking = { signal: AbortSignal | undefined; answerMs: number; fetch: typeof fetch | undefined };

/**
 * Sends a request to the first worker that is there. Its answer, and reading it, end with `signal` and after `answerMs`.
 * @throws AppError unavailable when none answers in time
 */
export async function askWorker(
  db: Db,
  path: "/activations" | "/overlap" | "/text-search",
  body: object,
  { signal, answerMs, fetch: send = fetch }: Asking,
): Promise<Response> {
  const timeout = AbortSignal.timeout(answerMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  for (const { url, secret } of await listAskableWorkers(db)) {
    let response: Response;
    try {
      response = await send(new URL(path, url), {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: either,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw noAnswer(cause);
      continue; // This one is gone, though it beat a moment ago; the next may answer.
    }
    // Another machine's worker has an address that means someone else here.
    if (response.status === FORBIDDEN) continue;
    return response;
  }
  throw new AppError("unavailable", NO_WORKER);
}

/** What an answer holds. @throws AppError as the worker refuses */
export async function readAnswer<T extends z.ZodType>(response: Response, shape: T): Promise<z.output<T>> {
  const body: unknown = await response.json();
  if (response.ok) return shape.parse(body);
  throw refusalOf(body) ?? new Error(`The worker answered ${response.status}.`);
}

export const noAnswer = (cause: unknown): AppError => new AppError("unavailable", NO_ANSWER, { cause });

/** What a worker refused, as an error for whoever asked; undefined when it is not one of those a client may read. */
export function refusalOf(body: unknown): AppError | undefined {
  const refusal = Refusal.safeParse(body);
  return refusal.success ? new AppError(refusal.data.error.code, refusal.data.error.message) : undefined;
}
