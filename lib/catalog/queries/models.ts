import type { ModelAddress } from "#lib/catalog/feature-address.ts";
import { modelListing } from "#lib/catalog/listings.ts";
import { cutPage, PAGE_LIMIT, startOfPage, type PageOptions } from "#lib/catalog/page.ts";
import { presentModel, presentModelDetail, type ModelSize } from "#lib/catalog/present-model.ts";
import type { ModelDetail, ModelPage } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";

/** The vocabulary is megabytes and read on its own: `getVocabulary`. */
const SHAPE = { omit: { vocabulary: true } } as const;

/** One page of the listed models, by name. @throws AppError bad_request when the cursor is not this listing's */
export async function listModels(db: Db, { cursor, limit = PAGE_LIMIT.default }: PageOptions = {}): Promise<ModelPage> {
  const listing = modelListing();
  const from = startOfPage(cursor, listing);
  const listed = { visibility: { in: visibilitiesFor("list") } };
  const backwards = from?.direction === "before";
  const [rows, total] = await Promise.all([
    db.prisma.model.findMany({
      ...SHAPE,
      where: from ? { ...listed, slug: backwards ? { lt: from.key } : { gt: from.key } } : listed,
      orderBy: { slug: backwards ? "desc" : "asc" },
      take: limit + 1,
    }),
    db.prisma.model.count({ where: listed }),
  ]);
  const page = cutPage(rows, { from, limit, listing }, ({ slug }) => slug);
  const sizeOf = await countSources(
    db,
    page.items.map(({ id }) => id),
  );
  return { ...page, items: page.items.map((row) => presentModel(row, sizeOf(row.id))), total };
}

/** @throws AppError not_found */
export async function getModel(db: Db, { model }: ModelAddress): Promise<ModelDetail> {
  const row = await db.prisma.model.findFirst({
    ...SHAPE,
    where: { slug: model, visibility: { in: visibilitiesFor("read") } },
  });
  if (!row) throw notFound(`Model ${model}`);
  const sizeOf = await countSources(db, [row.id]);
  return presentModelDetail(row, sizeOf(row.id));
}

/** Sources of each model that a reader may list, and their features: counted there, not loaded here. */
async function countSources(db: Db, modelIds: readonly number[]): Promise<(modelId: number) => ModelSize> {
  const { rows } = await db.pool.query<ModelSize & { modelId: number }>({
    name: "model-sizes",
    text: `SELECT "modelId", count(*)::int AS sources, sum(features)::float8 AS features FROM "Source"
           WHERE "modelId" = ANY($1::int[]) AND visibility::text = ANY($2) GROUP BY "modelId"`,
    values: [modelIds, visibilitiesFor("list")],
  });
  const sizes = new Map(rows.map(({ modelId, sources, features }) => [modelId, { sources, features }]));
  return (modelId) => sizes.get(modelId) ?? { sources: 0, features: 0 };
}
