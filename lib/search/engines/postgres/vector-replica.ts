import type { Db } from "#lib/db.ts";
import { decodeVector } from "#lib/search/vector-codec.ts";
import { createVectorStore, type VectorStore } from "#lib/search/vectors/vector-store.ts";

/** Directions of one embedder. */
type Embedder = { id: number; dimensions: number };

/** The directions of all documents, in this process, following the database. */
export type VectorReplica = Pick<VectorStore, "search" | "measure"> & {
  /** Reads what was written since. Returns at once when it did so less than a second ago. */
  follow(): Promise<void>;
};

const FOLLOW_MS = 1_000;
const PAGE_ROWS = 4_000;

type Row = { sourceId: number; index: number; revision: string; vector: Buffer | null };

/** Kept by source, so that a search of some is a search of theirs alone, and a source that is gone is gone at once. */
export function createVectorReplica(db: Pick<Db, "pool">, embedder: Embedder, now = Date.now): VectorReplica {
  const store = createVectorStore(embedder.dimensions);
  let last = "0";
  let followedAt = -Infinity;
  let following: Promise<void> | undefined;

  async function follow(): Promise<void> {
    for (;;) {
      const page = await readSince(db, embedder.id, last);
      apply(page);
      last = page.at(-1)?.revision ?? last;
      if (page.length < PAGE_ROWS) break;
    }
    followedAt = now();
  }

  function apply(rows: readonly Row[]): void {
    for (const [sourceId, own] of groupBySource(rows)) {
      const known = own.flatMap(({ index, vector }) => (vector ? [{ index, vector }] : []));
      const partition = store.of(sourceId);
      for (const { index, vector } of own) if (!vector) partition.remove(index);
      const vectors = new Float32Array(known.length * embedder.dimensions);
      known.forEach(({ vector }, i) => vectors.set(decodeVector(vector, embedder.dimensions), i * embedder.dimensions));
      partition.put(
        known.map(({ index }) => index),
        vectors,
      );
    }
  }

  return {
    async follow() {
      if (now() - followedAt < FOLLOW_MS) return;
      following ??= follow().finally(() => (following = undefined));
      await following;
    },
    search: store.search,
    measure: store.measure,
  };
}

function groupBySource(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.sourceId);
    if (group) group.push(row);
    else groups.set(row.sourceId, [row]);
  }
  return groups;
}

/** In the order of writing: one indexer writes at a time, so nothing with a smaller revision comes later. */
async function readSince(db: Pick<Db, "pool">, embedderId: number, revision: string): Promise<Row[]> {
  const { rows } = await db.pool.query<Row>({
    name: "search-vectors-since",
    text: `SELECT d."sourceId", d."index", d.revision, CASE WHEN NOT d.removed THEN t.vector END AS vector
           FROM "SearchDocument" d
           LEFT JOIN "TextEmbedding" t ON t."embedderId" = $1 AND t.hash = d."textHash"
           WHERE d.revision > $2 ORDER BY d.revision LIMIT ${PAGE_ROWS}`,
    values: [embedderId, revision],
  });
  return rows;
}
