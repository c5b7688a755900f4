import { LRUCache } from "lru-cache";
import { getLiveSource, type LiveSource } from "#lib/catalog/queries/live-source.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import { packVocabulary, unpackVocabulary, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { Db } from "#lib/db.ts";
import {
  type ActivationSession,
  openActivationSession,
  type SparseActivations,
} from "#lib/engine/activation-session.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import { notFound } from "#lib/errors.ts";
import type { LiveRequest } from "#lib/jobs/live.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { openSource, requireSameContent } from "#workers/open-source.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** A bundled model with one source takes about 60 MB loaded. */
const SESSIONS_KEPT = 6;

type Loaded = {
  session: ActivationSession;
  tokenizer: Tokenizer;
  vocabulary: Vocabulary;
  bosId: number | undefined;
  contextLength: number;
};

export type ActivationAnswers = { answer(request: LiveRequest): Promise<LiveActivations>; close(): Promise<void> };

/** Answers what one feature does on a visitor's text; keeps the models it was asked about lately. */
export function createActivationAnswers(db: Db, engine: SessionOptions): ActivationAnswers {
  const loaded = new LRUCache<string, Promise<Loaded>>({
    max: SESSIONS_KEPT,
    dispose: (entry) =>
      void entry.then(
        ({ session }) => session.close(),
        () => undefined,
      ),
  });
  const load = (source: LiveSource): Promise<Loaded> => {
    const key = `${source.model.contentHash} ${source.contentHash}`;
    const known = loaded.get(key);
    if (known) return known;
    const opening = openLive(source, engine);
    loaded.set(key, opening);
    opening.catch(() => loaded.delete(key)); // Tried anew when asked again; who asked now is told.
    return opening;
  };
  return {
    async answer(request) {
      const began = performance.now();
      const source = await getLiveSource(db, request);
      if (request.index >= source.features)
        throw notFound(`feature ${request.index} of ${request.model}/${request.source}`);
      return { ...(await readActivations(await load(source), request)), elapsedMs: performance.now() - began };
    },
    async close() {
      const open = [...loaded.values()];
      loaded.clear();
      await Promise.allSettled(open);
    },
  };
}

async function openLive(source: LiveSource, engine: SessionOptions): Promise<Loaded> {
  const directory = resolveDirectory(source.model.directory);
  const [model, tokenizer] = await Promise.all([openModelDirectory(directory), loadTokenizer(directory)]);
  requireSameContent(`model ${source.model.slug}`, source.model.contentHash, model.contentHash);
  // One thread: a visitor's sentence is short, and the other cores may be computing.
  const session = await openActivationSession(model, [await openSource(model, source)], { ...engine, threads: 1 });
  const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenBytes(id));
  const { bosId = tokenizer.bosId, contextLength } = model.config;
  return { session, tokenizer, vocabulary: unpackVocabulary(packVocabulary(tokens)), bosId, contextLength };
}

async function readActivations(
  { session, tokenizer, vocabulary, bosId, contextLength }: Loaded,
  { index, text }: LiveRequest,
): Promise<Omit<LiveActivations, "elapsedMs">> {
  const lead = bosId === undefined ? [] : [bosId];
  const all = tokenizer.encode(text);
  const ids = all.slice(0, contextLength - lead.length);
  const input = Int32Array.from([...lead, ...ids]);
  const [activations] = await session.run(input, 1, input.length);
  const values = activations ? valuesOf(activations, index, lead.length, ids.length) : [];
  const largest = Math.max(0, ...values);
  return {
    ...readTokens(vocabulary, ids),
    values,
    peak: largest > 0 ? values.indexOf(largest) : null,
    truncated: ids.length < all.length,
  };
}

/** One feature's value at each position, rounded as the catalog's examples are; 0 where it is silent. */
function valuesOf({ k, indices, values }: SparseActivations, feature: number, first: number, count: number): number[] {
  return Array.from({ length: count }, (_, position) => {
    const from = (first + position) * k;
    const entry = indices
      .subarray(from, from + k)
      .findIndex((index, i) => index === feature && (values[from + i] ?? 0) > 0);
    return entry < 0 ? 0 : roundToFloat16(values[from + entry] ?? 0);
  });
}
