import { setImmediate as nextTurn } from "node:timers/promises";
import pLimit from "p-limit";
import { readTokens } from "#lib/catalog/token-window.ts";
import type { Db } from "#lib/db.ts";
import { AppError, badRequest } from "#lib/errors.ts";
import { findFeatureScales, getTextSources, type TextSource } from "#lib/search/queries/text-sources.ts";
import { cutWindows } from "#lib/search/text/cut-windows.ts";
import { presentActivity } from "#lib/search/text/present-activity.ts";
import { rankText, type SourceTraces } from "#lib/search/text/rank-text.ts";
import { TEXT_TOKENS_MAX, type TextEvent, type TextProgress, type TextSearchRequest } from "#lib/search/text/schema.ts";
import { addWindow, type Trace } from "#lib/search/text/traces.ts";
import type { LiveSessions, LoadedModel } from "#workers/live/live-sessions.ts";
import { leadOf, longestLead, readText } from "#workers/live/read-text.ts";

/** Texts that may wait while one is read. */
const WAITING_MAX = 16;
/** Encoders of one request; the model, and the graphs that the worker keeps, come on top. */
const ENCODER_BYTES_MAX = 1024 ** 3;
const FLOAT_BYTES = 4;

export type SearchText = (request: TextSearchRequest, signal: AbortSignal) => AsyncGenerator<TextEvent>;

/**
 * Answers which features fire on a visitor's text, saying how far it is: one text at a time, window by window, so that
 * other requests are answered in between. Between windows it ends when `signal` is aborted.
 */
export function createTextSearch(db: Db, sessions: LiveSessions): SearchText {
  const inTurn = pLimit(1);
  return async function* searchText(request, signal) {
    const sources = await getTextSources(db, request.model, [...new Set(request.sources)].toSorted());
    requireRoom(sources);
    const ahead = inTurn.activeCount + inTurn.pendingCount;
    if (ahead > WAITING_MAX)
      throw new AppError("unavailable", "Too many texts wait to be read; try again in a moment.");
    if (ahead > 0) yield inStage("waiting", 0, ahead);
    const end = await new Promise<() => void>((grant) => void inTurn(() => new Promise<void>(grant)));
    try {
      signal.throwIfAborted();
      const began = performance.now();
      if (!sessions.has(sources)) yield inStage("loading", 0, sources.length);
      const loaded = await sessions.open(sources);
      try {
        yield* readAndRank(db, loaded, { request, sources, signal, began });
      } finally {
        loaded.release();
      }
    } finally {
      end();
    }
  };
}

type Reading = { request: TextSearchRequest; sources: readonly TextSource[]; signal: AbortSignal; began: number };

async function* readAndRank(
  db: Db,
  loaded: LoadedModel,
  { request, sources, signal, began }: Reading,
): AsyncGenerator<TextEvent> {
  const { session, tokenizer, vocabulary, contextLength } = loaded;
  const leads = sources.map((source) => leadOf(source, tokenizer));
  const ids = tokenizer.encode(request.text);
  requireReadable(ids.length);
  const special = [...ids.keys()].filter((position) => tokenizer.isSpecial(ids[position] ?? 0));
  const traces = sources.map(() => new Map<number, Trace>());
  const windows = cutWindows(ids.length, { contextLength, lead: longestLead(leads) });
  for (const { start, count } of windows) {
    yield inStage("reading", start, ids.length);
    // The graph blocks this thread: what was said must leave before.
    await nextTurn();
    signal.throwIfAborted();
    const read = await readText(session, ids.slice(start, start + count), leads);
    read.forEach(({ activations, first: firstRow }, i) => {
      const known = traces[i];
      if (known) addWindow(known, activations, { firstRow, count, position: start });
    });
  }
  const measured = await Promise.all(sources.map((source, i) => addScales(db, source, traces[i] ?? new Map())));
  const ranking = rankText(ids.length, measured, request);
  const text = { ...readTokens(vocabulary, ids), special, windows: windows.slice(1).map(({ start }) => start) };
  yield { answer: { ...presentActivity(text, measured, ranking), elapsedMs: performance.now() - began } };
}

async function addScales(db: Db, { id, slug, tokens }: TextSource, traces: Map<number, Trace>): Promise<SourceTraces> {
  return { source: slug, tokens, traces, scales: await findFeatureScales(db, id, [...traces.keys()]) };
}

const inStage = (stage: TextProgress["stage"], done: number, total: number): TextEvent => ({
  progress: { stage, done, total },
});

/** @throws AppError bad_request */
function requireRoom(sources: readonly TextSource[]): void {
  const bytes = sources.reduce((sum, { features, dIn }) => sum + features * dIn * FLOAT_BYTES, 0);
  if (sources.length === 1 || bytes <= ENCODER_BYTES_MAX) return;
  const gigabytes = (bytes / 1024 ** 3).toFixed(1);
  throw badRequest(`These ${sources.length} sources take ${gigabytes} GB together, over 1 GB; choose fewer of them.`);
}

/** @throws AppError bad_request */
function requireReadable(tokens: number): void {
  if (tokens > TEXT_TOKENS_MAX)
    throw badRequest(
      `The text is ${tokens} tokens for this model, and at most ${TEXT_TOKENS_MAX} are read; shorten it.`,
    );
}
