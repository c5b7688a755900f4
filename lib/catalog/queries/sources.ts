import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { presentSource } from "#lib/catalog/present-source.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";

const RELATIONS = {
  model: { select: { slug: true } },
  sourceSet: { select: { slug: true, name: true, description: true } },
} as const;

/** Listed sources, of one model or of all, by model, layer and name. A model that does not exist has none. */
export async function listSources(db: Db, { model }: { model?: string | undefined } = {}): Promise<SourceInfo[]> {
  const visibility = { in: visibilitiesFor("list") };
  const rows = await db.prisma.source.findMany({
    where: { visibility, model: { visibility, ...(model === undefined ? {} : { slug: model }) } },
    include: RELATIONS,
    orderBy: [{ model: { slug: "asc" } }, { layer: "asc" }, { slug: "asc" }],
  });
  return rows.map(presentSource);
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
