import "server-only";
import { LRUCache } from "lru-cache";
import { cache } from "react";
import { undefinedWhenMissing } from "#app/_data/absent.ts";
import { findDensityProfile } from "#app/_data/density-profiles.ts";
import type { DensityProfile } from "#app/_components/feature/density-profile.ts";
import { formatFeatureAddress, type FeatureAddress } from "#lib/catalog/feature-address.ts";
import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { findNeighbouringIndices, getFeature, getFeaturePageTag } from "#lib/catalog/queries/features.ts";
import { listSimilarFeatures } from "#lib/catalog/queries/similar-features.ts";
import type { FeatureDetail, FeatureRow, SimilarInSource } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

/** Everything a feature page shows. */
export type FeatureView = {
  feature: FeatureDetail;
  previous: number | null;
  next: number | null;
  /** Rows of the nearest and co-activating features. */
  neighbours: ReadonlyMap<number, FeatureRow>;
  profile: DensityProfile | undefined;
  /** In the other sources of its model. */
  similar: readonly SimilarInSource[];
};

/** About 150 KB each in memory. */
const VIEWS_KEPT = 200;

/** By address and tag: a view is never stale, because whatever changes it changes its tag. See docs/decisions/012-etags-from-revisions.md. */
const views = new LRUCache<string, FeatureView>({ max: VIEWS_KEPT });

/** One cheap query a request says whether what is kept is still true. Undefined when there is no such feature. */
export const findFeatureView = cache(
  async (model: string, source: string, index: number): Promise<FeatureView | undefined> => {
    const address = { model, source, index };
    const tag = await getFeaturePageTag(getDb(), address).catch(undefinedWhenMissing);
    if (tag === undefined) return undefined;
    const key = `${formatFeatureAddress(address)} ${tag}`;
    const known = views.get(key);
    if (known) return known;
    const view = await readView(address);
    if (view) views.set(key, view);
    return view;
  },
);

async function readView(address: FeatureAddress): Promise<FeatureView | undefined> {
  const db = getDb();
  const feature = await getFeature(db, address).catch(undefinedWhenMissing);
  if (!feature) return undefined;
  const indices = [...feature.nearest, ...feature.coactive].map(({ index }) => index);
  const [{ previous, next }, neighbours, profile, similar] = await Promise.all([
    findNeighbouringIndices(db, address),
    findFeatureRows(db, address, indices),
    findDensityProfile(address, feature.provenance),
    listSimilarFeatures(db, address).catch(undefinedWhenMissing),
  ]);
  return { feature, previous, next, neighbours, profile, similar: similar?.sources ?? [] };
}
