import type { Db } from "#lib/db.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";
import { browseDocuments, countDocuments } from "#lib/search/engines/postgres/browse-documents.ts";
import { matchMeaning, measureMeaning } from "#lib/search/engines/postgres/match-meaning.ts";
import { matchWords, readQuery } from "#lib/search/engines/postgres/match-words.ts";
import { createVectorReplica, type VectorReplica } from "#lib/search/engines/postgres/vector-replica.ts";
import { putDocuments, removeDocuments, settleWords } from "#lib/search/engines/postgres/write-documents.ts";
import { findEmbedderId } from "#lib/search/queries/embedder-id.ts";
import { LRUCache } from "lru-cache";

/** The one asked now, and the one that may take over from it. */
const REPLICAS_MAX = 2;

/** The embedded engine: words in PostgreSQL, directions in memory. */
export function openPostgresEngine(db: Db): SearchEngine {
  const replicas = new LRUCache<string, VectorReplica>({ max: REPLICAS_MAX });
  /** Undefined while the embedder has given no direction. */
  const findReplica = async (embedder: EmbedderIdentity): Promise<VectorReplica | undefined> => {
    const key = JSON.stringify([embedder.name, embedder.version, embedder.model]);
    const known = replicas.get(key);
    if (known) return known;
    const identified = await findEmbedderId(db, embedder);
    if (!identified) return undefined;
    // Another search may have been first.
    const replica = replicas.get(key) ?? createVectorReplica(db, identified);
    replicas.set(key, replica);
    return replica;
  };
  const write = async (...[put, removed, embedder]: Parameters<SearchEngine["write"]>): Promise<void> => {
    await putDocuments(db, put, (await findEmbedderId(db, embedder))?.id);
    await removeDocuments(db, removed);
  };
  return {
    name: "postgres",
    // Migrations make all it needs.
    prepare: async () => undefined,
    write,
    async listIndices(sourceId) {
      const { rows } = await db.pool.query<{ index: number }>(
        `SELECT "index" FROM "SearchDocument" WHERE "sourceId" = $1 AND NOT removed ORDER BY "index"`,
        [sourceId],
      );
      return rows.map(({ index }) => index);
    },
    async listSources() {
      const { rows } = await db.pool.query<{ sourceId: number }>(
        `SELECT DISTINCT "sourceId" FROM "SearchDocument" WHERE NOT removed ORDER BY 1`,
      );
      return rows.map(({ sourceId }) => sourceId);
    },
    async readWords(query) {
      const [read, documents] = await Promise.all([readQuery(db, query), countAll(db)]);
      return (filter, limit) => matchWords(db, read, filter, { limit, documents });
    },
    async matchMeaning(vector, filter, limit, embedder) {
      const replica = await findReplica(embedder);
      return replica ? matchMeaning(db, replica, vector, filter, limit) : { found: [] };
    },
    async measureMeaning(vector, keys, embedder) {
      const replica = await findReplica(embedder);
      return replica ? measureMeaning(replica, vector, keys) : keys.map(() => null);
    },
    browse: (...given) => browseDocuments(db, ...given),
    count: (filter) => countDocuments(db, filter),
    settle: () => settleWords(db),
    startRebuild: (embedder) => startRebuild(db, embedder, write),
    close: async () => undefined,
  };
}

/** As of the latest settling: enough to say how rare a word is. */
async function countAll(db: Pick<Db, "pool">): Promise<number> {
  const { rows } = await db.pool.query<{ documents: number }>({
    name: "search-documents",
    text: `SELECT documents FROM "SearchState"`,
  });
  return rows[0]?.documents ?? 0;
}

/** In place: a document is replaced at once, and what was not written by the end is removed. */
async function startRebuild(
  db: Db,
  embedder: EmbedderIdentity,
  write: SearchEngine["write"],
): ReturnType<SearchEngine["startRebuild"]> {
  const written = new Map<number, Set<number>>();
  return {
    async write(put) {
      await write(put, [], embedder);
      for (const { sourceId, index } of put) {
        const indices = written.get(sourceId) ?? new Set();
        written.set(sourceId, indices.add(index));
      }
    },
    async finish() {
      const { rows } = await db.pool.query<{ sourceId: number; index: number }>(
        `SELECT "sourceId", "index" FROM "SearchDocument" WHERE NOT removed`,
      );
      await removeDocuments(
        db,
        rows.filter(({ sourceId, index }) => !written.get(sourceId)?.has(index)),
      );
      await settleWords(db);
    },
  };
}
