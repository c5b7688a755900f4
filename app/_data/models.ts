import "server-only";
import { cache } from "react";
import { undefinedWhenForeign, undefinedWhenMissing } from "#app/_data/absent.ts";
import type { PageOptions } from "#lib/catalog/page.ts";
import { getModel, listModels } from "#lib/catalog/queries/models.ts";
import { getSource, listSources } from "#lib/catalog/queries/sources.ts";
import type { ModelDetail, ModelPage, ModelSummary, SourceInfo, SourcePage } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

const MODELS_SHOWN = 10;
/** Of each model on a page of several; the model's own page has them all. */
const SOURCES_SHOWN = 24;

export type CatalogPage = Omit<ModelPage, "items"> & { items: { model: ModelSummary; sources: SourcePage }[] };

/** One page of the models, each with its first sources; undefined when the cursor belongs to another listing. */
export async function findCatalogPage(cursor: string | undefined): Promise<CatalogPage | undefined> {
  const page = await listModels(getDb(), { cursor, limit: MODELS_SHOWN }).catch(undefinedWhenForeign);
  if (!page) return undefined;
  const withSources = async (model: ModelSummary) => ({
    model,
    sources: await listSources(getDb(), { model: model.id }, { limit: SOURCES_SHOWN }),
  });
  return { ...page, items: await Promise.all(page.items.map(withSources)) };
}

/** One page of a model's sources, by layer; undefined when the cursor belongs to another listing. */
export async function findSourcePage(model: string, options: PageOptions): Promise<SourcePage | undefined> {
  return listSources(getDb(), { model }, options).catch(undefinedWhenForeign);
}

// Kept for one request only: a page and its metadata ask the same, and these rows are few and small.

export const findModel = cache((model: string): Promise<ModelDetail | undefined> =>
  getModel(getDb(), { model }).catch(undefinedWhenMissing),
);

export const findSource = cache((model: string, source: string): Promise<SourceInfo | undefined> =>
  getSource(getDb(), { model, source }).catch(undefinedWhenMissing),
);
