import "server-only";
import { undefinedWhenMissing } from "#app/_data/absent.ts";
import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import { pickRandomFeature } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";
import { pickInterestingFeature } from "#lib/explain/queries/interesting-feature.ts";

/** Never kept: each visit is a new draw. */
export async function findRandomFeature(source: SourceAddress): Promise<FeatureAddress | undefined> {
  return pickRandomFeature(getDb(), source).catch(undefinedWhenMissing);
}

/** The same, of all listed sources, and of those whose explanation holds. */
export async function findInterestingFeature(): Promise<FeatureAddress | undefined> {
  return pickInterestingFeature(getDb());
}
