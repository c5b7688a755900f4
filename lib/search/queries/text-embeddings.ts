import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";
import { decodeVector, encodeVector } from "#lib/search/vector-codec.ts";

/** Hashes asked for at a time: some megabytes of vectors. */
const PAGE_ROWS = 2_000;

/** Vectors of texts that an embedder was given before, by the texts' hashes (sha256 in hex); the others are left out. */
export async function findTextEmbeddings(
  db: Db,
  { name, version, model }: EmbedderIdentity,
  hashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (let from = 0; from < hashes.length; from += PAGE_ROWS) {
    const { rows } = await db.pool.query<{ hash: Buffer; vector: Buffer; dimensions: number }>({
      name: "text-embeddings",
      text: `SELECT t.hash, t.vector, e.dimensions
             FROM "Embedder" e JOIN "TextEmbedding" t ON t."embedderId" = e.id
             WHERE e.name = $1 AND e.version = $2 AND e.model = $3 AND t.hash = ANY($4::bytea[])`,
      values: [name, version, model, hashes.slice(from, from + PAGE_ROWS).map((hash) => Buffer.from(hash, "hex"))],
    });
    for (const { hash, vector, dimensions } of rows) found.set(hash.toString("hex"), decodeVector(vector, dimensions));
  }
  return found;
}

/**
 * Stores vectors by the hashes of their texts; those that are there stay as they are. Safe to do twice, and at the same
 * time as others. @throws AppError conflict when the embedder's vectors had another length before
 */
export async function saveTextEmbeddings(
  db: Db,
  embedder: EmbedderIdentity & { dimensions: number },
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const embedderId = await registerEmbedder(db, embedder);
  // In one order everywhere, so that two writers never wait for each other.
  const sorted = [...vectors].sort(([a], [b]) => (a < b ? -1 : 1));
  await db.pool.query(
    `INSERT INTO "TextEmbedding" ("embedderId", hash, vector)
     SELECT $1, n.hash, n.vector FROM unnest($2::bytea[], $3::bytea[]) AS n(hash, vector) ON CONFLICT DO NOTHING`,
    [
      embedderId,
      sorted.map(([hash]) => Buffer.from(hash, "hex")),
      sorted.map(([, vector]) => Buffer.from(encodeVector(vector))),
    ],
  );
}

async function registerEmbedder(
  { prisma }: Db,
  { name, version, model, dimensions }: EmbedderIdentity & { dimensions: number },
): Promise<number> {
  const identity = { name, version, model };
  await prisma.embedder.createMany({ data: [{ ...identity, dimensions }], skipDuplicates: true });
  const row = await prisma.embedder.findUniqueOrThrow({ where: { name_version_model: identity } });
  if (row.dimensions !== dimensions)
    throw new AppError(
      "conflict",
      `The vectors of ${model} had ${row.dimensions} numbers before and have ${dimensions} now; set EMBEDDINGS_DIMENSIONS or another model.`,
    );
  return row.id;
}
