import type { PoolClient } from "pg";
import { copyRows } from "#lib/catalog/queries/bulk.ts";
import { forgetComputed } from "#lib/catalog/queries/forget-computed.ts";
import { LEAD } from "#lib/catalog/queries/lead.ts";
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
  /** Stored once, with the corpus. */
  lead: number;
  tokens: Uint8Array;
};

export type Ingestion = {
  corpus: { slug: string; name: string; hash: string; leadTokenId: number | null; provenance: CorpusProvenance };
  documents: readonly DocumentRow[];
  sequences: readonly SequenceRow[];
  parameters: RunParameters;
};

/**
 * Replaces a corpus and its sequences for a model, in the caller's transaction. Features computed from the sequences that were
 * there before are forgotten, with their runs: their examples would point at other text.
 * @returns the corpus's inner key
 */
export async function replaceSequences(
  client: PoolClient,
  modelId: number,
  { corpus, documents, sequences }: Ingestion,
  options: { signal?: AbortSignal } = {},
): Promise<number> {
  const corpora = await client.query<{ id: number }>(
    `INSERT INTO "Corpus" (slug, name, hash, "leadTokenId", provenance) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (slug) DO UPDATE SET name = excluded.name, hash = excluded.hash,
       "leadTokenId" = excluded."leadTokenId", provenance = excluded.provenance
     RETURNING id`,
    [corpus.slug, corpus.name, corpus.hash, corpus.leadTokenId, corpus.provenance],
  );
  const corpusId = corpora.rows[0]?.id ?? 0;
  const computed = await client.query<{ id: number }>(
    `SELECT s.id FROM "Source" s JOIN "Run" r ON r.id = s."runId"
     WHERE r."modelId" = $1 AND r."corpusId" = $2 ORDER BY s.id FOR UPDATE OF s`,
    [modelId, corpusId],
  );
  await forgetComputed(
    (statement, sourceIds) => client.query(statement, [sourceIds]),
    computed.rows.map(({ id }) => id),
  );
  await client.query(`DELETE FROM "Run" WHERE "modelId" = $1 AND "corpusId" = $2`, [modelId, corpusId]);
  await client.query(`DELETE FROM "Sequence" WHERE "modelId" = $1 AND "corpusId" = $2`, [modelId, corpusId]);
  await client.query(`DELETE FROM "Document" WHERE "corpusId" = $1`, [corpusId]);
  await copyRows(client, "Document", DOCUMENT_COLUMNS, withKey(documents, { corpusId }), options);
  await copyRows(client, "Sequence", SEQUENCE_COLUMNS, withKey(sequences, { modelId, corpusId }), options);
  return corpusId;
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
  SELECT s.ordinal, s."documentOrdinal", s.start, s.length, s.tokens, ${LEAD} AS lead, d.hash AS "documentHash"
  FROM "Sequence" s JOIN "Corpus" c ON c.id = s."corpusId" JOIN "Document" d ON d."corpusId" = s."corpusId" AND d.ordinal = s."documentOrdinal"
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
