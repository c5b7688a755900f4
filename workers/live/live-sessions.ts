import { LRUCache } from "lru-cache";
import type { LiveSource } from "#lib/catalog/queries/live-source.ts";
import { packVocabulary, unpackVocabulary, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { ActivationSession } from "#lib/engine/activation-session.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import type { Tokenizer } from "#lib/engine/tokenizer.ts";
import { openSession } from "#workers/open-session.ts";
import { openSource, requireSameContent } from "#workers/open-source.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** A bundled model with one source takes about 60 MB loaded, and some 5 MB for every further one. */
const SESSIONS_KEPT = 6;

/** A graph that encodes for some sources of a model, with what reads a text for it. */
export type LoadedModel = {
  session: ActivationSession;
  tokenizer: Tokenizer;
  vocabulary: Vocabulary;
  contextLength: number;
};

type Entry = { opening: Promise<LoadedModel>; users: number; isDropped: boolean };

/** The graphs a worker was asked about lately, for one source or several of a model at once. */
export type LiveSessions = {
  /** Whether a graph for these sources is there, so that `open` need not load it. */
  has(sources: readonly LiveSource[]): boolean;
  /**
   * A graph that encodes for these sources, in their order. It stays open until `release`, which is called once.
   * @throws AppError when files are missing or have changed
   */
  open(sources: readonly LiveSource[]): Promise<LoadedModel & { release(): void }>;
  close(): Promise<void>;
};

export function createLiveSessions(engine: SessionOptions): LiveSessions {
  const entries = new LRUCache<string, Entry>({ max: SESSIONS_KEPT, dispose: drop });
  const load = (sources: readonly LiveSource[]): Entry => {
    const key = keyOf(sources);
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = { opening: openLive(sources, engine), users: 0, isDropped: false };
    entries.set(key, entry);
    entry.opening.catch(() => entries.delete(key)); // Tried anew when asked again; who asked now is told.
    return entry;
  };
  return {
    has: (sources) => entries.has(keyOf(sources)),
    async open(sources) {
      const entry = load(sources);
      entry.users += 1;
      const release = () => {
        entry.users -= 1;
        closeUnused(entry);
      };
      try {
        return { ...(await entry.opening), release };
      } catch (error) {
        release();
        throw error;
      }
    },
    async close() {
      const open = [...entries.values()].map(({ opening }) => opening);
      entries.clear();
      await Promise.allSettled(open);
    },
  };
}

const keyOf = (sources: readonly LiveSource[]) =>
  [sources[0]?.model.contentHash, ...sources.map(({ contentHash }) => contentHash)].join(" ");

function drop(entry: Entry): void {
  entry.isDropped = true;
  closeUnused(entry);
}

function closeUnused({ opening, users, isDropped }: Entry): void {
  if (!isDropped || users > 0) return;
  void opening.then(
    ({ session }) => session.close(),
    () => undefined, // It never opened.
  );
}

async function openLive(sources: readonly LiveSource[], engine: SessionOptions): Promise<LoadedModel> {
  const [first] = sources;
  if (!first) throw new TypeError("a graph needs a source");
  const directory = resolveDirectory(first.model.directory);
  const model = await openModelDirectory(directory);
  requireSameContent(`model ${first.model.slug}`, first.model.contentHash, model.contentHash);
  const weights = await Promise.all(sources.map((source) => openSource(model, source)));
  // One thread: a visitor's text is short, and the other cores may be computing.
  const session = await openSession(model, weights, { ...engine, threads: 1 });
  const { tokenizer } = session;
  const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenBytes(id));
  const { contextLength } = model.config;
  return { session, tokenizer, vocabulary: unpackVocabulary(packVocabulary(tokens)), contextLength };
}
