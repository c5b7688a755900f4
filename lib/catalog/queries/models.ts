import type { ModelAddress } from "#lib/catalog/feature-address.ts";
import { presentModel, presentModelDetail } from "#lib/catalog/present-model.ts";
import type { ModelDetail, ModelSummary } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";

/** The vocabulary is megabytes and read on its own: `getVocabulary`. */
const rowShape = () =>
  ({
    omit: { vocabulary: true },
    include: { sources: { where: { visibility: { in: visibilitiesFor("list") } }, select: { features: true } } },
  }) as const;

export async function listModels(db: Db): Promise<ModelSummary[]> {
  const rows = await db.prisma.model.findMany({
    ...rowShape(),
    where: { visibility: { in: visibilitiesFor("list") } },
    orderBy: { slug: "asc" },
  });
  return rows.map(presentModel);
}

/** @throws AppError not_found */
export async function getModel(db: Db, { model }: ModelAddress): Promise<ModelDetail> {
  const row = await db.prisma.model.findFirst({
    ...rowShape(),
    where: { slug: model, visibility: { in: visibilitiesFor("read") } },
  });
  if (!row) throw notFound(`Model ${model}`);
  return presentModelDetail(row);
}
