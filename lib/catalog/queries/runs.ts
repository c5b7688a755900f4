import { RunParameters } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Corpus, Model, Run, Source } from "#prisma/generated/client.ts";

export type RunDetail = Omit<Run, "parameters"> & {
  parameters: RunParameters;
  model: Pick<Model, "slug" | "directory" | "contentHash" | "bosTokenId">;
  corpus: Pick<Corpus, "slug" | "hash">;
  /** Every source the run computes, in the order of `parameters.sourceIds`. */
  sources: Source[];
};

/** @throws AppError not_found */
export async function getRun(db: Db, runId: number): Promise<RunDetail> {
  const run = await db.prisma.run.findUnique({
    where: { id: runId },
    include: {
      model: { select: { slug: true, directory: true, contentHash: true, bosTokenId: true } },
      corpus: { select: { slug: true, hash: true } },
    },
  });
  if (!run) throw notFound(`run ${runId}`);
  const parameters = RunParameters.parse(run.parameters);
  const sources = await db.prisma.source.findMany({
    where: { id: { in: parameters.sourceIds } },
    orderBy: { id: "asc" },
  });
  return { ...run, parameters, sources };
}

/** Stores what every source did on one shard, all sources at once; a second time replaces the first. */
export async function writeShardResults(
  db: Db,
  { runId, shard }: { runId: number; shard: number },
  results: readonly { sourceId: number; accumulator: Uint8Array }[],
): Promise<void> {
  if (results.length === 0) return;
  // A value of its own for each accumulator: the driver sends those as bytes, but the elements of an array as text.
  const rows = results.map((_, i) => `($1, $${2 * i + 3}, $2, $${2 * i + 4})`);
  await db.pool.query(
    `INSERT INTO "ShardResult" ("runId", "sourceId", shard, accumulator) VALUES ${rows.join(", ")}
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
