import { getRun } from "#lib/catalog/queries/runs.ts";
import { type RelationWrite, writeRelations } from "#lib/catalog/queries/write-relations.ts";
import type { RelationChance } from "#lib/catalog/schema.ts";
import { nearestOthers, type ProjectionOptions, type Rows } from "#lib/engine/projection.ts";
import { quantileOfSorted } from "#lib/stats/quantile.ts";
import { randomDirections } from "#lib/stats/random-directions.ts";
import { encodeRelations, RELATED_COUNT } from "#lib/stats/relation-codec.ts";
import type { Source } from "#prisma/generated/client.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";

/** Directions drawn at random, for what nearness comes to by chance. */
const RANDOM_DIRECTIONS = 1_000;
const SEED = 1;

/**
 * Finds for every feature of a run's sources the nearest ones of the others, by cosine of decoder directions: all that write
 * into vectors of the same width write into the residual stream, or into what is added to it.
 */
export const relateSourcesJob: JobHandler<"relate-sources"> = async ({ runId }, { db, engine, report, signal }) => {
  const run = await getRun(db, runId);
  const model = await openRunModel(run);
  const { sources } = run;
  const pairs = sources.flatMap((_, i) => sources.slice(i + 1).map((_, j) => [i, i + 1 + j] as const));
  const total = pairs.reduce((sum, [a, b]) => sum + (sources[a]?.features ?? 0) + (sources[b]?.features ?? 0), 0);
  report(0, { total });
  const options = { ...engine, signal };
  const chances = new Map<number, RelationChance>();
  const writes: RelationWrite[] = [];
  let open: { of: Source; rows: Rows } | undefined;
  let done = 0;
  const openRows = async (source: Source): Promise<Rows> => {
    const { decoder, dOut } = await openSource(model, source);
    return { data: decoder, width: dOut };
  };
  const relate = async (of: Source, rows: Rows, other: Source, others: Rows) => {
    const chance = chances.get(other.id) ?? (await measureChance(others, options));
    chances.set(other.id, chance);
    const nearest = encodeRelations(await nearestOthers(rows, others, RELATED_COUNT, options));
    writes.push({ source: of, other, nearest, chance });
    report((done += of.features));
  };
  for (const [a, b] of pairs) {
    signal.throwIfAborted();
    const [first, second] = [sources[a], sources[b]];
    if (!first || !second) continue;
    if (open?.of !== first) open = { of: first, rows: await openRows(first) };
    const rows = await openRows(second);
    if (open.rows.width !== rows.width) continue;
    await relate(first, open.rows, second, rows);
    await relate(second, rows, first, open.rows);
  }
  await writeRelations(
    db,
    sources.map(({ id }) => id),
    writes,
  );
  return [];
};

/** How near the nearest of a source's features is to directions that mean nothing. */
async function measureChance(others: Rows, options: ProjectionOptions): Promise<RelationChance> {
  const random = { data: randomDirections(RANDOM_DIRECTIONS, others.width, SEED), width: others.width };
  const { similarities } = await nearestOthers(random, others, 1, options);
  if (similarities.length === 0) return { directions: 0, median: 0, high: 0 };
  const sorted = Float64Array.from(similarities).toSorted();
  return { directions: RANDOM_DIRECTIONS, median: quantileOfSorted(sorted, 0.5), high: quantileOfSorted(sorted, 0.95) };
}
