import type { Db } from "#lib/db.ts";
import type { FeatureKey } from "#lib/search/document.ts";
import { decodeVector } from "#lib/search/vector-codec.ts";
import { float32, int8 } from "#lib/search/vectors/encodings.ts";
import { createFlatVectors } from "#lib/search/vectors/flat-vectors.ts";
import { searchPartitions } from "#lib/search/vectors/search-partitions.ts";

/** Directions of one embedder. */
type Embedder = { id: number; dimensions: number };

/** The directions of all documents, in this process, following the database. */
export type VectorReplica = {
  /** Reads what was written since. Returns at once when it did so less than a second ago. */
  follow(): Promise<void>;
  /** The nearest of these sources' features, nearest first. */
  search(vector: Float32Array, sources: readonly number[], count: number): (FeatureKey & { cosine: number })[];
  /** The cosine of one feature; null where it has no direction. */
  measure(vector: Float32Array, key: FeatureKey): number | null;
};

/** In an index of more documents directions are kept in bytes: a quarter of the memory, and of the time to read it. */
const FLOAT_DOCUMENTS_MAX = 20_000;
const FOLLOW_MS = 1_000;
const PAGE_ROWS = 4_000;

type Row = { sourceId: number; index: number; revision: string; vector: Buffer | null };

/**
 * Kept by source, so that a search of some is a search of theirs alone, and a source that is gone is gone at once.
 * @param floatMax up to how many documents directions are kept as they are stored
 */
export function createVectorReplica(
  db: Pick<Db, "pool">,
  embedder: Embedder,
  { floatMax = FLOAT_DOCUMENTS_MAX, now = Date.now }: { floatMax?: number; now?: () => number } = {},
): VectorReplica {
  let large = false;
  const create = () =>
    large ? createFlatVectors(embedder.dimensions, int8) : createFlatVectors(embedder.dimensions, float32);
  const partitions = new Map<number, ReturnType<typeof create>>();
  let last = "0";
  let followedAt = -Infinity;
  let following: Promise<void> | undefined;

  async function follow(): Promise<void> {
    const { rows } = await db.pool.query<{ documents: number }>(
      `SELECT greatest(documents, 0) AS documents FROM "SearchState"`,
    );
    if ((rows[0]?.documents ?? 0) > floatMax) grow();
    for (;;) {
      const page = await readSince(db, embedder.id, last);
      apply(page);
      last = page.at(-1)?.revision ?? last;
      if (page.length < PAGE_ROWS) break;
    }
    followedAt = now();
  }

  /** Once and for ever: an index about as large as that would otherwise turn to and fro. */
  function grow(): void {
    if (large) return;
    large = true;
    for (const [sourceId, partition] of partitions) {
      const coarse = create();
      coarse.put(...partition.readAll());
      partitions.set(sourceId, coarse);
    }
  }

  function apply(rows: readonly Row[]): void {
    for (const [sourceId, own] of groupBySource(rows)) {
      const known = own.flatMap(({ index, vector }) => (vector ? [{ index, vector }] : []));
      const partition = partitionOf(sourceId);
      for (const { index, vector } of own) if (!vector) partition.remove(index);
      const vectors = new Float32Array(known.length * embedder.dimensions);
      known.forEach(({ vector }, i) => vectors.set(decodeVector(vector, embedder.dimensions), i * embedder.dimensions));
      partition.put(
        known.map(({ index }) => index),
        vectors,
      );
    }
  }

  function partitionOf(sourceId: number): ReturnType<typeof create> {
    const partition = partitions.get(sourceId) ?? create();
    partitions.set(sourceId, partition);
    return partition;
  }

  return {
    async follow() {
      if (now() - followedAt < FOLLOW_MS) return;
      following ??= follow().finally(() => (following = undefined));
      await following;
    },
    measure(vector, { sourceId, index }) {
      return partitions.get(sourceId)?.measure(vector, index) ?? null;
    },
    search(vector, sources, count) {
      const chosen = sources.flatMap((sourceId) => {
        const partition = partitions.get(sourceId);
        return partition ? [{ sourceId, partition }] : [];
      });
      return searchPartitions(chosen, vector, count);
    },
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
