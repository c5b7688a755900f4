import { RunParameters } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Corpus, Model, Run, Source } from "#prisma/generated/client.ts";

export type RunDetail = Omit<Run, "parameters"> & {
  parameters: RunParameters;
  model: Pick<Model, "slug" | "directory" | "contentHash">;
  corpus: Pick<Corpus, "slug" | "hash">;
  /** Every source that the run computes or has computed, in the order they were registered. */
  sources: Source[];
};

/** @throws AppError not_found */
export async function getRun(db: Db, runId: number): Promise<RunDetail> {
  const run = await db.prisma.run.findUnique({
    where: { id: runId },
    include: {
      model: { select: { slug: true, directory: true, contentHash: true } },
      corpus: { select: { slug: true, hash: true } },
      sources: { orderBy: { id: "asc" } },
    },
  });
  if (!run) throw notFound(`run ${runId}`);
  return { ...run, parameters: RunParameters.parse(run.parameters) };
}

/** Every source of a model, whoever may see it, in the order they were registered. */
export async function listSourcesOfModel(db: Db, modelId: number): Promise<Source[]> {
  return db.prisma.source.findMany({ where: { modelId }, orderBy: { id: "asc" } });
}

/**
 * Stores what every source did on one shard, all sources at once; a second time replaces the first. What nobody would read is
 * not stored: of sources that are finished, or that have left the run.
 */
export async function writeShardResults(
  db: Db,
  { runId, shard }: { runId: number; shard: number },
  results: readonly { sourceId: number; accumulator: Uint8Array }[],
): Promise<void> {
  if (results.length === 0) return;
  // A value of its own for each accumulator: the driver sends those as bytes, but the elements of an array as text.
  const rows = results.map((_, i) => `($${2 * i + 3}::int, $${2 * i + 4}::bytea)`);
  await db.pool.query(
    `INSERT INTO "ShardResult" ("runId", "sourceId", shard, accumulator)
     SELECT $1::int, s.id, $2::int, v.accumulator FROM (VALUES ${rows.join(", ")}) v ("sourceId", accumulator)
     JOIN "Source" s ON s.id = v."sourceId" AND s."runId" = $1::int AND s.state <> 'READY' FOR SHARE OF s
     ON CONFLICT ("runId", "sourceId", shard) DO UPDATE SET accumulator = excluded.accumulator`,
    [
      runId,
      shard,
      ...results.flatMap(({ sourceId, accumulator: { buffer, byteOffset, byteLength } }) => [
        sourceId,
        Buffer.from(buffer, byteOffset, byteLength),
      ]),
    ],
  );
}

/** The accumulator of one source over one shard. @throws AppError not_found when the shard was not computed */
export async function getShardResult(
  db: Db,
  { runId, sourceId, shard }: { runId: number; sourceId: number; shard: number },
): Promise<Uint8Array> {
  const { rows } = await db.pool.query<{ accumulator: Buffer }>(
    `SELECT accumulator FROM "ShardResult" WHERE "runId" = $1 AND "sourceId" = $2 AND shard = $3`,
    [runId, sourceId, shard],
  );
  const [row] = rows;
  if (!row) throw notFound(`shard ${shard} of run ${runId}`);
  return row.accumulator;
}
