import "server-only";
import { cache } from "react";
import { undefinedWhenMissing } from "#app/_data/absent.ts";
import { getModel, listModels } from "#lib/catalog/queries/models.ts";
import { getSource, listSources } from "#lib/catalog/queries/sources.ts";
import type { ModelDetail, ModelSummary, SourceInfo } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

// Kept for one request only: a page and its metadata ask the same, and these rows are few and small.

export const listCatalogModels = cache((): Promise<ModelSummary[]> => listModels(getDb()));

export const listCatalogSources = cache((model?: string): Promise<SourceInfo[]> => listSources(getDb(), { model }));

export const findModel = cache((model: string): Promise<ModelDetail | undefined> =>
  getModel(getDb(), { model }).catch(undefinedWhenMissing),
);

export const findSource = cache((model: string, source: string): Promise<SourceInfo | undefined> =>
  getSource(getDb(), { model, source }).catch(undefinedWhenMissing),
);
