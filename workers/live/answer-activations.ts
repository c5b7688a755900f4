import { getLiveSource, type LiveSource } from "#lib/catalog/queries/live-source.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { LiveRequest } from "#lib/jobs/live.ts";
import { featureValues } from "#workers/live/feature-values.ts";
import type { LiveSessions, LoadedModel } from "#workers/live/live-sessions.ts";
import { leadOf, longestLead, readText } from "#workers/live/read-text.ts";

export type AnswerActivations = (request: LiveRequest) => Promise<LiveActivations>;

/** Answers what one feature does on a visitor's text. */
export function createActivationAnswers(db: Db, sessions: LiveSessions): AnswerActivations {
  return async (request) => {
    const began = performance.now();
    const source = await getLiveSource(db, request);
    if (request.index >= source.features)
      throw notFound(`feature ${request.index} of ${request.model}/${request.source}`);
    const loaded = await sessions.open([source]);
    try {
      return { ...(await readActivations(loaded, source, request)), elapsedMs: performance.now() - began };
    } finally {
      loaded.release();
    }
  };
}

async function readActivations(
  { session, tokenizer, vocabulary, contextLength }: LoadedModel,
  source: LiveSource,
  { index, text }: LiveRequest,
): Promise<Omit<LiveActivations, "elapsedMs">> {
  const leads = [leadOf(source, tokenizer)];
  const all = tokenizer.encode(text);
  const ids = all.slice(0, contextLength - longestLead(leads));
  const [read] = await readText(session, ids, leads);
  const values = read ? featureValues(read.activations, index, { first: read.first, count: ids.length }) : [];
  const largest = Math.max(0, ...values);
  return {
    ...readTokens(vocabulary, ids),
    values,
    peak: largest > 0 ? values.indexOf(largest) : null,
    truncated: ids.length < all.length,
  };
}
