import { existsSync } from "node:fs";
import { getRun, listSourcesOfModel } from "#lib/catalog/queries/runs.ts";
import { type RelationWrite, writeRelations } from "#lib/catalog/queries/write-relations.ts";
import type { RelationChance } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { nearestOthers, type ProjectionOptions, type Rows } from "#lib/engine/projection.ts";
import { quantileOfSorted } from "#lib/stats/quantile.ts";
import { randomDirections } from "#lib/stats/random-directions.ts";
import { encodeRelations, RELATED_COUNT } from "#lib/stats/relation-codec.ts";
import type { Source } from "#prisma/generated/client.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import { openSource } from "#workers/open-source.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";
import { openRunModel } from "#workers/run-sessions.ts";

/** Directions drawn at random, for what nearness comes to by chance. */
const RANDOM_DIRECTIONS = 1_000;
const SEED = 1;

/**
 * Finds for every feature of a run's sources the nearest ones of the model's other sources, and the other way round, by cosine of
 * decoder directions: all that write into vectors of the same width write into the residual stream, or into what is added to it.
 */
export const relateSourcesJob: JobHandler<"relate-sources"> = async ({ runId }, { db, engine, report, signal }) => {
  const run = await getRun(db, runId);
  const model = await openRunModel(run);
  const sources = await listOpenableSources(db, run.modelId);
  const own = sources.filter(({ runId: of }) => of === runId);
  const others = sources.filter(({ runId: of }) => of !== runId);
  const pairs = own.flatMap((first, i) => [...own.slice(i + 1), ...others].map((second) => [first, second] as const));
  report(0, { total: pairs.reduce((sum, [first, second]) => sum + first.features + second.features, 0) });
  const options = { ...engine, signal };
  const chances = new Map<number, RelationChance>();
  const writes: RelationWrite[] = [];
  let open: { of: Source; rows: Rows } | undefined;
  let done = 0;
  const openRows = async (source: Source): Promise<Rows> => {
    const { decoder, dOut } = await openSource(model, source);
    return { data: decoder, width: dOut };
  };
  const relate = async (of: Source, rows: Rows, other: Source, otherRows: Rows) => {
    const chance = chances.get(other.id) ?? (await measureChance(otherRows, options));
    chances.set(other.id, chance);
    const nearest = encodeRelations(await nearestOthers(rows, otherRows, RELATED_COUNT, options));
    writes.push({ source: of, other, nearest, chance });
    report((done += of.features));
  };
  for (const [first, second] of pairs) {
    signal.throwIfAborted();
    if (open?.of !== first) open = { of: first, rows: await openRows(first) };
    const rows = await openRows(second);
    if (open.rows.width !== rows.width) continue;
    await relate(first, open.rows, second, rows);
    await relate(second, rows, first, open.rows);
  }
  await writeRelations(
    db,
    run.sources.map(({ id }) => id),
    writes,
  );
  return [];
};

/** A model's sources, less those whose files were removed: what is known of these stays. */
async function listOpenableSources(db: Db, modelId: number): Promise<Source[]> {
  const sources = await listSourcesOfModel(db, modelId);
  return sources.filter(({ directory }) => directory === null || existsSync(resolveDirectory(directory)));
}

/** How near the nearest of a source's features is to directions that mean nothing. */
async function measureChance(others: Rows, options: ProjectionOptions): Promise<RelationChance> {
  const random = { data: randomDirections(RANDOM_DIRECTIONS, others.width, SEED), width: others.width };
  const { similarities } = await nearestOthers(random, others, 1, options);
  if (similarities.length === 0) return { directions: 0, median: 0, high: 0 };
  const sorted = Float64Array.from(similarities).toSorted();
  return { directions: RANDOM_DIRECTIONS, median: quantileOfSorted(sorted, 0.5), high: quantileOfSorted(sorted, 0.95) };
}
