import type { ModelDetail, ModelSummary } from "#lib/catalog/schema.ts";
import type { Model } from "#prisma/generated/client.ts";

/** A model's row without its vocabulary. */
export type ModelRow = Omit<Model, "vocabulary">;

/** How many sources of a model a reader may list, and the features in them. */
export type ModelSize = { sources: number; features: number };

export function presentModel(row: ModelRow, { sources, features }: ModelSize): ModelSummary {
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
    sources,
    features,
  };
}

export function presentModelDetail(row: ModelRow, size: ModelSize): ModelDetail {
  return { ...presentModel(row, size), card: row.card, revision: row.revision };
}
