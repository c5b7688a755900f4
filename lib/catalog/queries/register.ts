import { forgetComputed } from "#lib/catalog/queries/forget-computed.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { Model, Prisma, Source, SourceKind } from "#prisma/generated/client.ts";

export type ModelRegistration = Omit<
  Prisma.ModelUncheckedCreateInput,
  "id" | "visibility" | "revision" | "createdAt" | "sourceSets" | "sources" | "sequences" | "runs"
>;

export type SourceRegistration = {
  slug: string;
  set: { slug: string; name: string; description: string };
  kind: SourceKind;
  architecture: string;
  layer: number;
  hookIn: string;
  hookOut: string | null;
  dIn: number;
  features: number;
  k: number | null;
  directory: string | null;
  contentHash: string;
  published: Prisma.InputJsonValue;
  /** lib/sae/source-weights.ts; null where its configuration does not say. */
  led: boolean | null;
};

export type Registration = {
  model: ModelRegistration;
  release: { slug: string; name: string; description: string };
  sources: readonly SourceRegistration[];
};

/**
 * Puts a model and its sources into the catalog, or brings them up to date, all at once.
 * Whatever was computed from other weights is forgotten; what was computed from the same weights stays.
 * @returns inner keys, those of the sources in the order given
 */
export async function registerModel(
  db: Db,
  { model, release, sources }: Registration,
): Promise<{ modelId: number; sourceIds: number[] }> {
  return db.prisma.$transaction(
    async (transaction) => {
      const before = await transaction.model.findUnique({ where: { slug: model.slug }, select: { contentHash: true } });
      const changed = before !== null && before.contentHash !== model.contentHash;
      const { id: modelId } = await transaction.model.upsert({
        where: { slug: model.slug },
        create: model,
        update: { ...model, ...bump(changed) },
        select: { id: true },
      });
      if (changed) await forgetSources(transaction, { modelId });
      const { id: releaseId } = await transaction.release.upsert({
        where: { slug: release.slug },
        create: release,
        update: release,
      });
      const sourceIds: number[] = [];
      for (const source of sources) sourceIds.push(await registerSource(transaction, { modelId, releaseId }, source));
      return { modelId, sourceIds };
    },
    // Prisma's own two seconds are too short for a machine whose cores all compute.
    { maxWait: 60_000, timeout: 60_000 },
  );
}

async function registerSource(
  transaction: Prisma.TransactionClient,
  { modelId, releaseId }: { modelId: number; releaseId: number },
  { set, ...source }: SourceRegistration,
): Promise<number> {
  const { id: sourceSetId } = await transaction.sourceSet.upsert({
    where: { modelId_slug: { modelId, slug: set.slug } },
    create: { ...set, modelId, releaseId },
    update: { ...set, releaseId },
  });
  const where = { modelId_slug: { modelId, slug: source.slug } };
  const before = await transaction.source.findUnique({ where, select: { id: true, contentHash: true } });
  const changed = before !== null && before.contentHash !== source.contentHash;
  if (changed) await forgetSources(transaction, { id: before.id });
  const { id } = await transaction.source.upsert({
    where,
    create: { ...source, modelId, sourceSetId },
    update: { ...source, sourceSetId, ...bump(changed) },
    select: { id: true },
  });
  return id;
}

/** A revision grows with a change, never with a repetition: a job that ran twice leaves what one run leaves. */
const bump = (changed: boolean) => (changed ? { revision: { increment: 1 } } : {});

async function forgetSources(
  transaction: Prisma.TransactionClient,
  where: { id: number } | { modelId: number },
): Promise<void> {
  const sources = await transaction.source.findMany({ where, select: { id: true } });
  await forgetComputed(
    (statement, sourceIds) => transaction.$executeRawUnsafe(statement, sourceIds),
    sources.map(({ id }) => id),
  );
}

export type RegisteredModel = Pick<
  Model,
  "id" | "slug" | "directory" | "contentHash" | "bosTokenId" | "contextSize"
> & {
  sources: Pick<Source, "id" | "slug" | "kind" | "features" | "led">[];
};

/** A model as workers need it, with its sources in the order they were registered. @throws AppError not_found */
export async function getRegisteredModel(db: Db, id: number): Promise<RegisteredModel> {
  const model = await db.prisma.model.findUnique({
    where: { id },
    select: {
      id: true,
      slug: true,
      directory: true,
      contentHash: true,
      bosTokenId: true,
      contextSize: true,
      sources: { select: { id: true, slug: true, kind: true, features: true, led: true }, orderBy: { id: "asc" } },
    },
  });
  if (!model) throw notFound(`model ${id}`);
  return model;
}
