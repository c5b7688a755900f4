import type { PoolClient } from "pg";
import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import { forgetComputed } from "#lib/catalog/queries/forget-computed.ts";
import { type Ingestion, replaceSequences } from "#lib/catalog/queries/ingested-sequences.ts";
import { RunParameters } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";

/** Sources to be computed over a corpus as it is when `ingestion` (see `RunParameters`) is the digest of what decides it. */
export type Wanted = { modelId: number; sourceIds: readonly number[]; corpus: string; ingestion: string };

/**
 * Sees to it that every wanted source is in a run over the corpus. Those that are in one, finished or not, are not touched.
 * The others are forgotten as they were, and share a new run. What no source needs any more goes: runs with their shards, and
 * sequences. All at once; a second time it finds nothing to do.
 * @param read tells the corpus; asked only where it is not stored as it is now
 * @returns the runs of the wanted sources, the oldest first
 */
export async function startRun(
  db: Db,
  wanted: Wanted,
  read: () => Promise<Ingestion>,
  options: { signal?: AbortSignal } = {},
): Promise<number[]> {
  const { modelId, sourceIds } = wanted;
  return inTransaction(db, async (client) => {
    // One after the other: the second finds what the first has read.
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('ingest-corpus', $1))`, [modelId]);
    const { corpusId, parameters } =
      (await findStored(client, wanted)) ?? (await store(client, modelId, await read(), options));
    await forget(client, await listLeft(client, sourceIds));
    const outdated = await listOutdated(client, wanted, corpusId);
    if (outdated.length > 0) {
      await forget(client, outdated);
      await client.query(
        `WITH run AS (INSERT INTO "Run" ("modelId", "corpusId", parameters) VALUES ($1, $2, $3) RETURNING id)
         UPDATE "Source" SET state = 'COMPUTING', "runId" = run.id FROM run WHERE "Source".id = ANY($4::int[])`,
        [modelId, corpusId, parameters, outdated],
      );
    }
    await removeUnneeded(client, modelId);
    const { rows } = await client.query<{ runId: number }>(
      `SELECT DISTINCT "runId" FROM "Source" WHERE id = ANY($1::int[]) ORDER BY 1`,
      [sourceIds],
    );
    return rows.map(({ runId }) => runId);
  });
}

type Stored = { corpusId: number; parameters: RunParameters };

async function findStored(client: PoolClient, { modelId, corpus, ingestion }: Wanted): Promise<Stored | undefined> {
  const { rows } = await client.query<{ corpusId: number; parameters: unknown }>(
    `SELECT r."corpusId", r.parameters FROM "Run" r JOIN "Corpus" c ON c.id = r."corpusId"
     WHERE r."modelId" = $1 AND c.slug = $2 AND r.parameters->>'ingestion' = $3 LIMIT 1`,
    [modelId, corpus, ingestion],
  );
  const [row] = rows;
  return row && { corpusId: row.corpusId, parameters: RunParameters.parse(row.parameters) };
}

async function store(
  client: PoolClient,
  modelId: number,
  ingestion: Ingestion,
  options: { signal?: AbortSignal },
): Promise<Stored> {
  const corpusId = await replaceSequences(client, modelId, ingestion, options);
  return { corpusId, parameters: ingestion.parameters };
}

/** The wanted sources that are in no run over the corpus as it is now, locked. */
async function listOutdated(client: PoolClient, { sourceIds, ingestion }: Wanted, corpusId: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT s.id FROM "Source" s LEFT JOIN "Run" r ON r.id = s."runId"
     WHERE s.id = ANY($1::int[])
       AND (r."corpusId" = $2 AND r.parameters->>'ingestion' = $3) IS NOT TRUE
     ORDER BY s.id FOR UPDATE OF s`,
    [sourceIds, corpusId, ingestion],
  );
  return rows.map(({ id }) => id);
}

/** What is no longer wanted of the runs of those that are, and not finished: it would hold these up. */
async function listLeft(client: PoolClient, sourceIds: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM "Source" WHERE state <> 'READY' AND NOT id = ANY($1::int[])
       AND "runId" IN (SELECT "runId" FROM "Source" WHERE id = ANY($1::int[])) ORDER BY id FOR UPDATE`,
    [sourceIds],
  );
  return rows.map(({ id }) => id);
}

const forget = (client: PoolClient, sourceIds: readonly number[]): Promise<void> =>
  forgetComputed((statement, ids) => client.query(statement, [ids]), sourceIds);

/** One statement each, since each looks for what the one before has left. */
const REMOVE_UNNEEDED = [
  `DELETE FROM "Run" r WHERE "modelId" = $1 AND NOT EXISTS (SELECT FROM "Source" WHERE "runId" = r.id)`,
  `DELETE FROM "Sequence" WHERE "modelId" = $1
     AND "corpusId" IN (SELECT id FROM "Corpus" WHERE id NOT IN (SELECT "corpusId" FROM "Run" WHERE "modelId" = $1))`,
];

async function removeUnneeded(client: PoolClient, modelId: number): Promise<void> {
  for (const statement of REMOVE_UNNEEDED) await client.query(statement, [modelId]);
  await client.query(
    `DELETE FROM "Corpus" c WHERE NOT EXISTS (SELECT FROM "Sequence" WHERE "corpusId" = c.id)
       AND NOT EXISTS (SELECT FROM "Run" WHERE "corpusId" = c.id)`,
  );
}
