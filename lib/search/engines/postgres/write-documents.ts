import type { Db } from "#lib/db.ts";
import type { FeatureKey } from "#lib/search/document.ts";
import type { IndexedDocument } from "#lib/search/engines/engine.ts";
import { formatWordVector } from "#lib/search/engines/postgres/word-vector.ts";
import { hashText } from "#lib/search/stored-embedder.ts";

/** Puts documents; those that say the same already are left alone, so that nobody reads them again. */
export async function putDocuments(
  db: Pick<Db, "pool">,
  documents: readonly IndexedDocument[],
  embedderId: number | undefined,
): Promise<void> {
  if (documents.length === 0) return;
  const vectors = documents.map(({ fields }) => formatWordVector(fields));
  const known = documents.map(({ vector }) => vector !== undefined && embedderId !== undefined);
  await db.pool.query(
    `WITH given AS (
       SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::float4[], $6::float4[], $7::timestamp[], $8::int[], $9::bytea[])
         AS g("sourceId", "index", words, methods, score, density, "explainedAt", "embedderId", "textHash")),
     words AS (
       INSERT INTO "SearchWord" (word, documents)
       SELECT DISTINCT unnest(tsvector_to_array(words::tsvector)), 1 FROM given ORDER BY 1 ON CONFLICT DO NOTHING)
     INSERT INTO "SearchDocument" AS d
       ("sourceId", "index", words, methods, score, density, "explainedAt", "embedderId", "textHash")
     SELECT "sourceId", "index", words::tsvector, string_to_array(methods, ','), score, density, "explainedAt", "embedderId", "textHash"
     FROM given
     ON CONFLICT ("sourceId", "index") DO UPDATE SET words = excluded.words, methods = excluded.methods,
       score = excluded.score, density = excluded.density, "explainedAt" = excluded."explainedAt",
       "embedderId" = excluded."embedderId", "textHash" = excluded."textHash", removed = false,
       revision = nextval('"SearchDocument_revision_seq"')
     WHERE d.removed OR (d.words, d.methods, d.score, d.density, d."explainedAt", d."embedderId", d."textHash")
       IS DISTINCT FROM (excluded.words, excluded.methods, excluded.score, excluded.density, excluded."explainedAt",
         excluded."embedderId", excluded."textHash")`,
    [
      documents.map(({ sourceId }) => sourceId),
      documents.map(({ index }) => index),
      vectors,
      documents.map(({ methods }) => methods.join(",")),
      documents.map(({ score }) => score),
      documents.map(({ density }) => density),
      documents.map(({ explainedAt }) => explainedAt),
      known.map((has) => (has ? embedderId : null)),
      documents.map(({ semanticText }) =>
        semanticText === undefined ? null : Buffer.from(hashText(semanticText), "hex"),
      ),
    ],
  );
}

/** Marks documents as gone: processes that hold their directions must hear of it. */
export async function removeDocuments(db: Pick<Db, "pool">, keys: readonly FeatureKey[]): Promise<void> {
  if (keys.length === 0) return;
  await db.pool.query(
    `UPDATE "SearchDocument" d
     SET removed = true, words = '', methods = '{}', score = NULL, "embedderId" = NULL, "textHash" = NULL,
         revision = nextval('"SearchDocument_revision_seq"')
     FROM unnest($1::int[], $2::int[]) AS g("sourceId", "index")
     WHERE d."sourceId" = g."sourceId" AND d."index" = g."index" AND NOT d.removed`,
    [keys.map(({ sourceId }) => sourceId), keys.map(({ index }) => index)],
  );
}

/** Counts anew how many documents have each word, and how many there are. */
export async function settleWords(db: Pick<Db, "pool">): Promise<void> {
  await db.pool.query(
    `WITH counted AS MATERIALIZED (
       SELECT word, ndoc FROM ts_stat('SELECT words FROM "SearchDocument" WHERE NOT removed')),
     gone AS (DELETE FROM "SearchWord" w WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = w.word)),
     put AS (
       INSERT INTO "SearchWord" AS w (word, documents) SELECT word, ndoc FROM counted ORDER BY word
       ON CONFLICT (word) DO UPDATE SET documents = excluded.documents WHERE w.documents <> excluded.documents)
     INSERT INTO "SearchState" AS s (id, documents, "settledAt")
     SELECT 1, count(*), now() FROM "SearchDocument" WHERE NOT removed
     ON CONFLICT (id) DO UPDATE SET documents = excluded.documents, "settledAt" = excluded."settledAt"`,
  );
}
