import { SourceSummary } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import { addCorpora, LIVE_SOURCE, type LiveSource } from "#lib/catalog/queries/live-source.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { FeatureScale } from "#lib/search/text/rank-text.ts";

/** A source as a text is searched in it; `tokens` are those on which its features were counted. */
export type TextSource = LiveSource & { id: number; dIn: number; tokens: number };

/**
 * Sources in which a text can be searched, in the order asked for. Finding is a listing: unlisted sources are not found.
 * @throws AppError not_found when one is not listed or has no features yet
 */
export async function getTextSources(db: Db, model: string, sources: readonly string[]): Promise<TextSource[]> {
  const visibility = { in: visibilitiesFor("list") };
  const rows = await db.prisma.source.findMany({
    where: { slug: { in: [...sources] }, visibility, state: "READY", model: { slug: model, visibility } },
    select: { ...LIVE_SOURCE, id: true, dIn: true, summary: true },
  });
  const known = await addCorpora(db, rows);
  return sources.map((slug) => {
    const row = known.find((candidate) => candidate.slug === slug);
    if (!row) throw notFound(`Source ${model}/${slug} with computed features`);
    const { summary, ...source } = row;
    return { ...source, tokens: SourceSummary.parse(summary).tokens };
  });
}

/** How often and how strongly features fire in the corpus, by index; dead ones are left out. */
export async function findFeatureScales(
  db: Db,
  sourceId: number,
  indices: readonly number[],
): Promise<Map<number, FeatureScale>> {
  const { rows } = await db.pool.query<[index: number, activeTokens: number, maxActivation: number]>({
    name: "feature-scales",
    text: `SELECT "index", "activeTokens", "maxActivation" FROM "Feature"
           WHERE "sourceId" = $1 AND "index" = ANY($2::int[]) AND "activeTokens" > 0 AND "maxActivation" > 0`,
    values: [sourceId, indices],
    rowMode: "array",
  });
  return new Map(rows.map(([index, activeTokens, maxActivation]) => [index, { activeTokens, maxActivation }] as const));
}
