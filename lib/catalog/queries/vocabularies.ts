import { LRUCache } from "lru-cache";
import { unpackVocabulary, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";

/** A vocabulary of 256k tokens takes about 20 MB unpacked. */
const VOCABULARIES_KEPT = 16;

/** By content hash: equal hashes mean equal bytes, so an entry never goes stale. */
const cache = new LRUCache<string, Vocabulary>({ max: VOCABULARIES_KEPT });

/** The token strings of a model whose row was read already. @throws AppError not_found when the model is gone */
export async function getVocabulary(db: Db, model: { id: number; contentHash: string }): Promise<Vocabulary> {
  const known = cache.get(model.contentHash);
  if (known) return known;
  const { rows } = await db.pool.query<{ vocabulary: Buffer }>(`SELECT vocabulary FROM "Model" WHERE id = $1`, [
    model.id,
  ]);
  const [row] = rows;
  if (!row) throw notFound("Model");
  const vocabulary = unpackVocabulary(row.vocabulary);
  cache.set(model.contentHash, vocabulary);
  return vocabulary;
}
