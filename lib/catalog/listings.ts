import * as z from "zod";
import type { Listing } from "#lib/catalog/cursor.ts";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { featureOrder, type FeatureQuery } from "#lib/catalog/feature-query.ts";

/** Everything below is ordered by keys that a row keeps for life: what is added or goes meanwhile shifts no page. */

const INT4_MAX = 2_147_483_647;

/** The value sorted by, and the index that breaks ties. */
const FeatureKey = z.object({ value: z.number(), index: z.int().min(0).max(INT4_MAX) });
export type FeatureKey = z.infer<typeof FeatureKey>;

export function featureListing(query: FeatureQuery): Listing<FeatureKey> {
  const { densityMin, densityMax, maxMin, maxMax, state, token, sort } = query;
  const filters = [densityMin, densityMax, maxMin, maxMax, state, token];
  return { key: FeatureKey, names: ["features", sort, featureOrder(query), ...filters] };
}

const SourceKey = z.tuple([ModelSlug, z.int().min(0).max(INT4_MAX), SourceSlug]).describe("model, layer, source");
export type SourceKey = z.infer<typeof SourceKey>;

/** Which sources: of one model, of one name in any model, computed ones only. */
export type SourceFilter = { model?: string | undefined; source?: string | undefined; ready?: boolean };

export function sourceListing({ model, source, ready }: SourceFilter): Listing<SourceKey> {
  return { key: SourceKey, names: ["sources", model, source, ready] };
}

export function modelListing(): Listing<string> {
  return { key: ModelSlug, names: ["models"] };
}
