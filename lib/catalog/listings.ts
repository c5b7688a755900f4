import * as z from "zod";
import type { Listing } from "#lib/catalog/cursor.ts";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { featureOrder, type FeatureQuery } from "#lib/catalog/feature-query.ts";

/** Everything below is ordered by keys that a row keeps for life: what is added or goes meanwhile shifts no page. */

const INT4_MAX = 2_147_483_647;

/** The value sorted by, null where a feature has no score, and the index that breaks ties. */
const FeatureKey = z.object({ value: z.number(), index: z.int().min(0).max(INT4_MAX) });
const ScoredFeatureKey = FeatureKey.extend({ value: z.number().nullable() });
export type FeatureKey = z.infer<typeof ScoredFeatureKey>;

export function featureListing({ sort, order, ...filters }: FeatureQuery): Listing<FeatureKey> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  given.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: sort === "score" ? ScoredFeatureKey : FeatureKey,
    names: ["features", sort, featureOrder({ sort, order }), ...given],
  };
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
