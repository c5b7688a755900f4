import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { Cursor } from "#lib/catalog/cursor.ts";
import { sourceListing, type SourceFilter, type SourceKey } from "#lib/catalog/listings.ts";
import { cutPage, PAGE_LIMIT, startOfPage, type PageOptions } from "#lib/catalog/page.ts";
import { presentSource, type SourceRow } from "#lib/catalog/present-source.ts";
import type { SourceInfo, SourcePage } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Prisma } from "#prisma/generated/client.ts";

const RELATIONS = {
  model: { select: { slug: true } },
  sourceSet: { select: { slug: true, name: true, description: true } },
} as const;

/**
 * One page of the listed sources, by model, layer and name. A model that does not exist has none.
 * @throws AppError bad_request when the cursor is not this listing's
 */
export async function listSources(
  db: Db,
  filter: SourceFilter = {},
  { cursor, limit = PAGE_LIMIT.default }: PageOptions = {},
): Promise<SourcePage> {
  const listing = sourceListing(filter);
  const from = startOfPage(cursor, listing);
  const listed = listedSources(filter);
  const direction = from?.direction === "before" ? "desc" : "asc";
  const [rows, total] = await Promise.all([
    db.prisma.source.findMany({
      where: from ? { AND: [listed, onSideOf(from)] } : listed,
      include: RELATIONS,
      orderBy: [{ model: { slug: direction } }, { layer: direction }, { slug: direction }],
      take: limit + 1,
    }),
    db.prisma.source.count({ where: listed }),
  ]);
  const keyOf = (row: SourceRow): SourceKey => [row.model.slug, row.layer, row.slug];
  const page = cutPage(rows, { from, limit, listing }, keyOf);
  return { ...page, items: page.items.map(presentSource), total };
}

/** Listed sources whose features are there, those computed last first; raw neurons after all others. */
export async function listSourcesComputedLast(db: Db, { limit }: { limit: number }): Promise<SourceInfo[]> {
  const { rows } = await db.pool.query<{ id: number }>({
    name: "sources-computed-last",
    text: `SELECT s.id FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           WHERE s.state = 'READY' AND m.visibility::text = ANY($1) AND s.visibility::text = ANY($1)
           ORDER BY s.kind = 'NEURONS', s.provenance->>'computedAt' DESC NULLS LAST, s.id LIMIT $2`,
    values: [visibilitiesFor("list"), limit],
  });
  const order = rows.map(({ id }) => id);
  const found = await db.prisma.source.findMany({ where: { id: { in: order } }, include: RELATIONS });
  return found.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)).map(presentSource);
}

function listedSources({ model, source, ready }: SourceFilter): Prisma.SourceWhereInput {
  const visibility = { in: visibilitiesFor("list") };
  return {
    visibility,
    model: { visibility, ...(model !== undefined && { slug: model }) },
    ...(source !== undefined && { slug: source }),
    ...(ready && { state: "READY" }),
  };
}

/** (model, layer, name) after or before the cursor's, compared as one. */
function onSideOf({ direction, key: [model, layer, source] }: Cursor<SourceKey>): Prisma.SourceWhereInput {
  const beyond = <T>(value: T) => (direction === "after" ? { gt: value } : { lt: value });
  return {
    OR: [
      { model: { slug: beyond(model) } },
      { model: { slug: model }, layer: beyond(layer) },
      { model: { slug: model }, layer, slug: beyond(source) },
    ],
  };
}

/** @throws AppError not_found */
export async function getSource(db: Db, { model, source }: SourceAddress): Promise<SourceInfo> {
  const visibility = { in: visibilitiesFor("read") };
  const row = await db.prisma.source.findFirst({
    where: { slug: source, visibility, model: { slug: model, visibility } },
    include: RELATIONS,
  });
  if (!row) throw notFound(`Source ${model}/${source}`);
  return presentSource(row);
}

/** The inner key of a source that may be read. @throws AppError not_found */
export async function getSourceId(db: Db, { model, source }: SourceAddress): Promise<number> {
  const { rows } = await db.pool.query<{ id: number }>({
    name: "source-id",
    text: `SELECT s.id FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           WHERE m.slug = $1 AND s.slug = $2
             AND m.visibility::text = ANY($3) AND s.visibility::text = ANY($3)`,
    values: [model, source, visibilitiesFor("read")],
  });
  const [row] = rows;
  if (!row) throw notFound(`Source ${model}/${source}`);
  return row.id;
}
