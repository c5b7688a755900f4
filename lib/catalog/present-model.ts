import type { ModelDetail, ModelSummary } from "#lib/catalog/schema.ts";
import type { Model } from "#prisma/generated/client.ts";

/** A model's row without its vocabulary, with the sources a reader may list. */
export type ModelRow = Omit<Model, "vocabulary"> & { sources: { features: number }[] };

export function presentModel(row: ModelRow): ModelSummary {
  return {
    id: row.slug,
    name: row.name,
    description: row.description,
    architecture: row.architecture,
    layers: row.layers,
    dModel: row.dModel,
    vocabularySize: row.vocabularySize,
    contextSize: row.contextSize,
    parameters: Number(row.parameters),
    licence: row.licence,
    contentHash: row.contentHash,
    sources: row.sources.length,
    features: row.sources.reduce((sum, source) => sum + source.features, 0),
  };
}

export function presentModelDetail(row: ModelRow): ModelDetail {
  return { ...presentModel(row), card: row.card, revision: row.revision };
}
