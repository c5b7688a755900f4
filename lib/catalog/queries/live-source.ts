import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { Provenance } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Corpus, Model, Source } from "#prisma/generated/client.ts";

/** What a worker needs to open a source on its own machine. */
export type LiveSource = Pick<Source, "slug" | "layer" | "directory" | "contentHash" | "features" | "led"> & {
  model: Pick<Model, "slug" | "directory" | "contentHash" | "bosTokenId">;
  /** What its features were computed over; undefined where they were not yet. */
  corpus: Pick<Corpus, "id" | "leadTokenId"> | undefined;
};

/** The columns of it; {@link addCorpora} makes it whole. */
export const LIVE_SOURCE = {
  slug: true,
  layer: true,
  directory: true,
  contentHash: true,
  features: true,
  led: true,
  provenance: true,
  model: { select: { slug: true, directory: true, contentHash: true, bosTokenId: true } },
} as const;

/** @throws AppError not_found */
export async function getLiveSource(db: Db, { model, source }: SourceAddress): Promise<LiveSource> {
  const visibility = { in: visibilitiesFor("read") };
  const row = await db.prisma.source.findFirst({
    where: { slug: source, visibility, model: { slug: model, visibility } },
    select: LIVE_SOURCE,
  });
  if (!row) throw notFound(`Source ${model}/${source}`);
  const [live] = await addCorpora(db, [row]);
  if (!live) throw new Error("A row came without its corpus.");
  return live;
}

/** Rows with the corpora that their provenance names in place of it, in one query. */
export async function addCorpora<Row extends Pick<Source, "provenance">>(
  db: Db,
  rows: readonly Row[],
): Promise<(Omit<Row, "provenance"> & Pick<LiveSource, "corpus">)[]> {
  const slugs = rows.map(({ provenance }) => Provenance.nullable().parse(provenance)?.corpus);
  const corpora = await db.prisma.corpus.findMany({
    where: { slug: { in: slugs.filter((slug) => slug !== undefined) } },
    select: { id: true, slug: true, leadTokenId: true },
  });
  return rows.map(({ provenance: _provenance, ...row }, i) => ({
    ...row,
    corpus: corpora.find(({ slug }) => slug === slugs[i]),
  }));
}
