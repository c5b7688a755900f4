import { LRUCache } from "lru-cache";
import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { type Embedder, type EmbedderIdentity, isSameEmbedder } from "#lib/search/embedders/embedder.ts";
import { identifyEmbedder, openEmbedder } from "#lib/search/embedders/open-embedder.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import type { Background } from "#lib/search/fuse.ts";
import { createBackground } from "#lib/search/queries/background-sample.ts";
import { findActiveEmbedder } from "#lib/search/queries/search-state.ts";

/** What a query means, and by whose directions. */
export type QueryMeaning = { vector: Float32Array; embedder: EmbedderIdentity; background: Background | undefined };

/** What answers searches in this process. */
export type Search = {
  db: Db;
  engine: SearchEngine;
  /** Undefined where the embedder gives no answer: words are searched all the same. */
  findMeaning(query: string): Promise<QueryMeaning | undefined>;
  close(): Promise<void>;
};

const QUERIES_KEPT = 1_000;
/** A server that takes longer is not waited for. */
const EMBED_MS = 2_000;
const ACTIVE_FRESH_MS = 5_000;

export function openSearch(db: Db, engine: SearchEngine, settings: EmbedderSettings): Search {
  const vectors = new LRUCache<string, Float32Array>({ max: QUERIES_KEPT });
  const background = createBackground(db);
  const opened = new Map<string, Promise<Embedder>>();
  let active: { at: number; embedder: EmbedderIdentity | undefined } | undefined;

  async function findEmbedder(): Promise<Embedder | undefined> {
    if (!active || Date.now() - active.at > ACTIVE_FRESH_MS) {
      active = { at: Date.now(), embedder: await findActiveEmbedder(db) };
    }
    const chosen = chooseSettings(settings, active.embedder);
    if (!chosen) return undefined;
    const opening = opened.get(chosen.embedder) ?? openEmbedder(chosen);
    opened.set(chosen.embedder, opening);
    return opening.catch((error: unknown) => {
      opened.delete(chosen.embedder);
      throw error;
    });
  }

  async function findMeaning(query: string): Promise<QueryMeaning | undefined> {
    const embedder = await findEmbedder();
    if (!embedder) return undefined;
    const key = JSON.stringify([embedder.name, embedder.version, embedder.model, query]);
    const vector = vectors.get(key) ?? (await embedder.embed([query], AbortSignal.timeout(EMBED_MS)))[0];
    if (!vector) return undefined;
    vectors.set(key, vector);
    return { vector, embedder, background: await background(vector, embedder) };
  }

  return {
    db,
    engine,
    async findMeaning(query) {
      try {
        return await findMeaning(query);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        log.warn({ err: error }, "The embedder gave no answer; a search went by words alone");
        return undefined;
      }
    },
    async close() {
      for (const opening of opened.values()) await (await opening.catch(() => undefined))?.close();
      await engine.close();
    },
  };
}

/** Until another embedder has made as many directions, the one before is asked; of those, the bundled one can always be. */
function chooseSettings(
  settings: EmbedderSettings,
  active: EmbedderIdentity | undefined,
): EmbedderSettings | undefined {
  if (!active || isSameEmbedder(active, identifyEmbedder(settings))) return settings;
  const bundled: EmbedderSettings = { embedder: "use-en" };
  return isSameEmbedder(active, identifyEmbedder(bundled)) ? bundled : undefined;
}

const isAbsence = (error: unknown): boolean =>
  (error instanceof AppError && error.code === "unavailable") ||
  (error instanceof DOMException && error.name === "TimeoutError");
