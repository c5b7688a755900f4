import { copyRows, inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { CorpusProvenance, RunParameters } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";

export type DocumentRow = { ordinal: number; title: string; kind: string; origin: string; hash: string };
/** `tokens`: lib/stats/sequences.ts */
export type SequenceRow = {
  ordinal: number;
  documentOrdinal: number;
  start: number;
  length: number;
  tokens: Uint8Array;
};

export type Ingestion = {
  modelId: number;
  corpus: { slug: string; name: string; hash: string; provenance: CorpusProvenance };
  documents: readonly DocumentRow[];
  sequences: readonly SequenceRow[];
  parameters: Omit<RunParameters, "sourceIds">;
};

/**
 * Replaces a corpus, its sequences for a model, and the run over them, all at once. Features computed from the sequences
 * that were there before are forgotten: their examples would point at other text.
 * @returns the run's inner key and the sources it will compute
 */
export async function replaceSequences(
  db: Db,
  { modelId, corpus, documents, sequences, parameters }: Ingestion,
  { signal }: { signal?: AbortSignal } = {},
): Promise<{ runId: number; sourceIds: number[] }> {
  const options = signal ? { signal } : {};
  return inTransaction(db, async (client) => {
    const corpora = await client.query<{ id: number }>(
      `INSERT INTO "Corpus" (slug, name, hash, provenance) VALUES ($1, $2, $3, $4)
       ON CONFLICT (slug) DO UPDATE SET name = excluded.name, hash = excluded.hash, provenance = excluded.provenance
       RETURNING id`,
      [corpus.slug, corpus.name, corpus.hash, corpus.provenance],
    );
    const corpusId = corpora.rows[0]?.id ?? 0;
    await client.query(`DELETE FROM "Sequence" WHERE "modelId" = $1 AND "corpusId" = $2`, [modelId, corpusId]);
    await client.query(`DELETE FROM "Document" WHERE "corpusId" = $1`, [corpusId]);
    await client.query(`DELETE FROM "Run" WHERE "modelId" = $1`, [modelId]);
    await client.query(`DELETE FROM "Feature" WHERE "sourceId" IN (SELECT id FROM "Source" WHERE "modelId" = $1)`, [
      modelId,
    ]);
    const sources = await client.query<{ id: number }>(
      `UPDATE "Source" SET state = 'COMPUTING', quality = NULL, summary = NULL, provenance = NULL,
         revision = revision + (CASE WHEN provenance IS NULL THEN 0 ELSE 1 END)
       WHERE "modelId" = $1 RETURNING id`,
      [modelId],
    );
    const sourceIds = sources.rows.map(({ id }) => id).sort((a, b) => a - b);
    await copyRows(client, "Document", DOCUMENT_COLUMNS, withKey(documents, { corpusId }), options);
    await copyRows(client, "Sequence", SEQUENCE_COLUMNS, withKey(sequences, { modelId, corpusId }), options);
    const runs = await client.query<{ id: number }>(
      `INSERT INTO "Run" ("modelId", "corpusId", parameters) VALUES ($1, $2, $3) RETURNING id`,
      [modelId, corpusId, { ...parameters, sourceIds } satisfies RunParameters],
    );
    return { runId: runs.rows[0]?.id ?? 0, sourceIds };
  });
}

const DOCUMENT_COLUMNS = {
  corpusId: "int4",
  ordinal: "int4",
  title: "text",
  kind: "text",
  origin: "text",
  hash: "text",
} as const;

const SEQUENCE_COLUMNS = {
  modelId: "int4",
  corpusId: "int4",
  ordinal: "int4",
  documentOrdinal: "int4",
  start: "int4",
  length: "int4",
  tokens: "bytea",
} as const;

function* withKey<R extends object, K extends object>(rows: readonly R[], key: K): Generator<R & K> {
  for (const row of rows) yield { ...row, ...key };
}

type InRun = { modelId: number; corpusId: number };
export type RunSequence = SequenceRow & { documentHash: string };

/** Sequences of a run in order, from `first` to before `end`, with the hashes of their documents. */
export async function listRunSequences(
  db: Db,
  { modelId, corpusId }: InRun,
  { first, end }: { first: number; end: number },
): Promise<RunSequence[]> {
  const { rows } = await db.pool.query<RunSequence>(
    `${SELECT_SEQUENCES} AND s.ordinal >= $3 AND s.ordinal < $4 ORDER BY s.ordinal`,
    [modelId, corpusId, first, end],
  );
  if (rows.length !== end - first) throw notFound("a sequence of the run");
  return rows;
}

/** The named sequences of a run, in order. */
export async function listNamedSequences(
  db: Db,
  { modelId, corpusId }: InRun,
  ordinals: readonly number[],
): Promise<RunSequence[]> {
  const { rows } = await db.pool.query<RunSequence>(
    `${SELECT_SEQUENCES} AND s.ordinal = ANY($3::int[]) ORDER BY s.ordinal`,
    [modelId, corpusId, ordinals],
  );
  if (rows.length !== ordinals.length) throw notFound("a sequence of the run");
  return rows;
}

const SELECT_SEQUENCES = `
  SELECT s.ordinal, s."documentOrdinal", s.start, s.length, s.tokens, d.hash AS "documentHash"
  FROM "Sequence" s JOIN "Document" d ON d."corpusId" = s."corpusId" AND d.ordinal = s."documentOrdinal"
  WHERE s."modelId" = $1 AND s."corpusId" = $2`;

/** Packed tokens of the named sequences. */
export async function listPackedTokens(
  db: Db,
  { modelId, corpusId }: InRun,
  ordinals: ReadonlySet<number>,
): Promise<Map<number, Uint8Array>> {
  const { rows } = await db.pool.query<{ ordinal: number; tokens: Buffer }>(
    `SELECT ordinal, tokens FROM "Sequence" WHERE "modelId" = $1 AND "corpusId" = $2 AND ordinal = ANY($3::int[])`,
    [modelId, corpusId, [...ordinals]],
  );
  return new Map(rows.map(({ ordinal, tokens }) => [ordinal, tokens]));
}
