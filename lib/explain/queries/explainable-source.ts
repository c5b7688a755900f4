import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { AppError, notFound } from "#lib/errors.ts";

export type ExplainableSource = { sourceId: number; runId: number; features: number };

/** A source whose features were computed, with the run that did. @throws AppError not_found, or conflict while they are not */
export async function getExplainableSource(db: Db, { model, source }: SourceAddress): Promise<ExplainableSource> {
  const visibility = { in: visibilitiesFor("read") };
  const row = await db.prisma.source.findFirst({
    where: { slug: source, visibility, model: { slug: model, visibility } },
    select: {
      id: true,
      state: true,
      features: true,
      runId: true,
    },
  });
  if (!row) throw notFound(`Source ${model}/${source}`);
  const { runId } = row;
  if (row.state !== "READY" || runId === null)
    throw new AppError(
      "conflict",
      `The features of ${model}/${source} are not computed yet; the jobs page tells how far they are.`,
    );
  return { sourceId: row.id, runId, features: row.features };
}

/** Every source that may be read and whose features were computed, by id. */
export async function listExplainableSources(
  db: Db,
): Promise<ReadonlyMap<number, SourceAddress & { sourceId: number; runId: number }>> {
  const visibility = { in: visibilitiesFor("read") };
  const rows = await db.prisma.source.findMany({
    where: { state: "READY", visibility, model: { visibility } },
    select: { id: true, slug: true, runId: true, model: { select: { slug: true } } },
    orderBy: { id: "asc" },
  });
  return new Map(
    rows.flatMap(({ id, slug, runId, model }) =>
      runId === null ? [] : [[id, { sourceId: id, runId, model: model.slug, source: slug }] as const],
    ),
  );
}
