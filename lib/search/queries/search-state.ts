import type { Db } from "#lib/db.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";

/** The embedder whose directions are searched; undefined before there are any. */
export async function findActiveEmbedder({ pool }: Pick<Db, "pool">): Promise<EmbedderIdentity | undefined> {
  const { rows } = await pool.query<EmbedderIdentity>({
    name: "search-embedder",
    text: `SELECT e.name, e.version, e.model FROM "SearchState" s JOIN "Embedder" e ON e.id = s."embedderId"`,
  });
  return rows[0];
}

export async function activateEmbedder(
  { pool }: Pick<Db, "pool">,
  { name, version, model }: EmbedderIdentity,
): Promise<void> {
  await pool.query(
    `UPDATE "SearchState" SET "embedderId" = e.id FROM "Embedder" e WHERE e.name = $1 AND e.version = $2 AND e.model = $3`,
    [name, version, model],
  );
}

/** @param error one sentence; null when the latest attempt went well */
export async function writeIndexError({ pool }: Pick<Db, "pool">, error: string | null): Promise<void> {
  await pool.query(`UPDATE "SearchState" SET error = $1 WHERE error IS DISTINCT FROM $1`, [error]);
}
