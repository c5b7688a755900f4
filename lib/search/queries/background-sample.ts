import type { Db } from "#lib/db.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";
import type { Background } from "#lib/search/fuse.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";
import { decodeVector } from "#lib/search/vector-codec.ts";

const SAMPLE = 512;
const FRESH_MS = 10 * 60_000;
/** With fewer the spread says nothing. */
const SAMPLE_MIN = 20;

/**
 * Directions of texts that have nothing to do with a query, mostly: the first by hash, which is no order of meaning.
 * @returns a query's background; undefined while there are too few
 */
export function createBackground(
  { pool }: Pick<Db, "pool">,
  now: () => number = Date.now,
): (query: Float32Array, embedder: EmbedderIdentity) => Promise<Background | undefined> {
  let sample: { key: string; at: number; vectors: Promise<Float32Array[]> } | undefined;
  return async (query, embedder) => {
    const key = JSON.stringify([embedder.name, embedder.version, embedder.model]);
    if (sample?.key !== key || now() - sample.at > FRESH_MS) {
      sample = { key, at: now(), vectors: readSample(pool, embedder) };
    }
    const current = sample;
    const vectors = await current.vectors.catch((error: unknown) => {
      if (sample === current) sample = undefined;
      throw error;
    });
    if (vectors.length < SAMPLE_MIN) {
      sample = undefined;
      return undefined;
    }
    return describe(vectors.map((vector) => dotProduct(vector, query)));
  };
}

async function readSample(pool: Db["pool"], { name, version, model }: EmbedderIdentity): Promise<Float32Array[]> {
  const { rows } = await pool.query<{ vector: Buffer; dimensions: number }>({
    name: "search-background",
    text: `SELECT t.vector, e.dimensions FROM "Embedder" e JOIN "TextEmbedding" t ON t."embedderId" = e.id
           WHERE e.name = $1 AND e.version = $2 AND e.model = $3
             AND EXISTS (SELECT FROM "SearchDocument" d WHERE d."textHash" = t.hash)
           ORDER BY t.hash LIMIT ${SAMPLE}`,
    values: [name, version, model],
  });
  return rows.map(({ vector, dimensions }) => decodeVector(vector, dimensions));
}

function describe(cosines: readonly number[]): Background {
  const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
  const variance = cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cosines.length;
  return { mean, deviation: Math.sqrt(variance) };
}
