import { addCorpora, type LiveSource, LIVE_SOURCE } from "#lib/catalog/queries/live-source.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { OverlapRequest } from "#lib/compare/schema.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";

/** A source whose features are compared, with the corpus that its examples point into. */
export type ComparedSource = LiveSource & { id: number; modelId: number };

/** Every source named, once, by name. @throws AppError not_found when one may not be read or has no features yet */
export async function getComparedSources(
  db: Db,
  { model, features }: Pick<OverlapRequest, "model" | "features">,
): Promise<ComparedSource[]> {
  const visibility = { in: visibilitiesFor("read") };
  const slugs = [...new Set(features.map(({ source }) => source))].toSorted();
  const rows = await db.prisma.source.findMany({
    where: { slug: { in: slugs }, visibility, state: "READY", model: { slug: model, visibility } },
    select: { ...LIVE_SOURCE, id: true, modelId: true },
  });
  const known = await addCorpora(db, rows);
  return slugs.map((slug) => {
    const row = known.find((candidate) => candidate.slug === slug);
    if (!row) throw notFound(`Source ${model}/${slug} with computed features`);
    return row;
  });
}

/** Ordinals of the sequences drawn at random from all in which a feature is active, of each as it is asked for. @throws AppError not_found */
export async function listRandomSequences(
  db: Pick<Db, "pool">,
  features: readonly { sourceId: number; index: number }[],
): Promise<number[][]> {
  const { rows } = await db.pool.query<{ sourceId: number; index: number; detail: Buffer }>({
    name: "compared-details",
    text: `SELECT f."sourceId", f."index", f.detail FROM unnest($1::int[], $2::int[]) AS g("sourceId", "index")
           JOIN "Feature" f ON f."sourceId" = g."sourceId" AND f."index" = g."index"`,
    values: [features.map(({ sourceId }) => sourceId), features.map(({ index }) => index)],
  });
  return features.map(({ sourceId, index }) => {
    const row = rows.find((candidate) => candidate.sourceId === sourceId && candidate.index === index);
    if (!row) throw notFound(`Feature ${index}`);
    const { groups } = decodeFeatureDetail(row.detail);
    const examples = groups.find(({ kind }) => kind === "random")?.examples ?? [];
    return [...new Set(examples.map(({ sequence }) => sequence))];
  });
}
