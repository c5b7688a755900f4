import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { askWorker, type LiveEffects, noAnswer, refusalOf } from "#lib/jobs/live.ts";
import { readLines } from "./read-lines.ts";
import { TextEvent, type TextSearchRequest } from "./schema.ts";

/** A large model is loaded and reads a text within this; the bundled one takes a fraction of a second. */
const ANSWER_MS = 120_000;

/**
 * Asks a worker which features fire on a text: how far it is, as often as it says so, then its answer.
 * @throws AppError bad_request or not_found for what is asked, unavailable when no worker answers within two minutes
 */
export async function* requestTextActivity(
  db: Db,
  request: TextSearchRequest,
  { signal }: { signal?: AbortSignal | undefined } = {},
  { fetch, answerMs = ANSWER_MS }: LiveEffects = {},
): AsyncGenerator<TextEvent> {
  const response = await askWorker(db, "/text-search", request, { signal, answerMs, fetch });
  try {
    for await (const line of readLines(response.body ?? new Blob([]).stream())) {
      const refusal = refusalOf(line);
      if (refusal) throw refusal;
      const event = TextEvent.safeParse(line);
      if (!event.success) throw new Error("The worker's answer is none.", { cause: event.error });
      yield event.data;
      if ("answer" in event.data) return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DOMException && error.name === "TimeoutError") throw noAnswer(error);
    throw error;
  }
  throw new AppError("unavailable", "The worker stopped while it was reading; try again in a moment.");
}
