import type { Db } from "#lib/db.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";

/** The inner key of an embedder that has given vectors before. */
export async function findEmbedderId(
  db: Pick<Db, "pool">,
  { name, version, model }: EmbedderIdentity,
): Promise<{ id: number; dimensions: number } | undefined> {
  const { rows } = await db.pool.query<{ id: number; dimensions: number }>({
    name: "embedder-id",
    text: `SELECT id, dimensions FROM "Embedder" WHERE name = $1 AND version = $2 AND model = $3`,
    values: [name, version, model],
  });
  return rows[0];
}
