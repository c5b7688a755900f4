import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Model, Source } from "#prisma/generated/client.ts";

/** What a worker needs to open a source on its own machine. */
export type LiveSource = Pick<Source, "slug" | "layer" | "directory" | "contentHash" | "features"> & {
  model: Pick<Model, "slug" | "directory" | "contentHash">;
};

/** The columns of it. */
export const LIVE_SOURCE = {
  slug: true,
  layer: true,
  directory: true,
  contentHash: true,
  features: true,
  model: { select: { slug: true, directory: true, contentHash: true } },
} as const;

/** @throws AppError not_found */
export async function getLiveSource(db: Db, { model, source }: SourceAddress): Promise<LiveSource> {
  const visibility = { in: visibilitiesFor("read") };
  const row = await db.prisma.source.findFirst({
    where: { slug: source, visibility, model: { slug: model, visibility } },
    select: LIVE_SOURCE,
  });
  if (!row) throw notFound(`Source ${model}/${source}`);
  return row;
}
