import * as z from "zod";
import { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { LiveActivations } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { APP_ERROR_CODES, AppError } from "#lib/errors.ts";
import { listAskableWorkers } from "#lib/jobs/queries/workers.ts";

/** Longer texts are refused; tokens beyond the model's context are cut by the worker. */
export const LIVE_TEXT_CHARACTERS_MAX = 2_000;
const ANSWER_MS = 10_000;
const FORBIDDEN = 403;

/** What a worker is asked; the same on both ends. `index` is a number already here. */
export const LiveRequest = z.object({
  model: FeatureAddress.shape.model,
  source: FeatureAddress.shape.source,
  index: z.int().nonnegative(),
  text: z
    .string()
    .min(1, "type some text")
    .max(LIVE_TEXT_CHARACTERS_MAX, `at most ${LIVE_TEXT_CHARACTERS_MAX} characters`),
});
export type LiveRequest = z.infer<typeof LiveRequest>;

/** What a worker answers with the sentence of an `AppError`; its own mistakes have another code. */
const Refusal = z.object({ error: z.object({ code: z.enum(APP_ERROR_CODES), message: z.string() }) });

const NO_WORKER = "No worker is running; start one with `npm start`, then try again.";
const NO_ANSWER = "The worker did not answer in time; try again in a moment.";

type Effects = { fetch?: typeof fetch; answerMs?: number };

/**
 * Asks a worker for one feature's activations on a text.
 * @throws AppError as the worker refuses (not_found; conflict when the model's files changed; …), unavailable when none
 * answers within 10 s
 */
export async function requestActivations(
  db: Db,
  input: LiveRequest,
  { signal }: { signal?: AbortSignal } = {},
  { fetch: send = fetch, answerMs = ANSWER_MS }: Effects = {},
): Promise<LiveActivations> {
  const request = LiveRequest.safeParse(input);
  if (!request.success) throw new AppError("bad_request", z.prettifyError(request.error));
  const timeout = AbortSignal.timeout(answerMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  for (const { url, secret } of await listAskableWorkers(db)) {
    let response: Response;
    try {
      response = await send(new URL("/activations", url), {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: JSON.stringify(request.data),
        signal: either,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new AppError("unavailable", NO_ANSWER, { cause });
      continue; // This one is gone, though it beat a moment ago; the next may answer.
    }
    // Another machine's worker has an address that means someone else here.
    if (response.status === FORBIDDEN) continue;
    return readAnswer(response);
  }
  throw new AppError("unavailable", NO_WORKER);
}

async function readAnswer(response: Response): Promise<LiveActivations> {
  const body: unknown = await response.json();
  if (response.ok) return LiveActivations.parse(body);
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw new AppError(refusal.data.error.code, refusal.data.error.message);
  throw new Error(`The worker answered ${response.status}.`);
}
