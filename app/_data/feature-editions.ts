import "server-only";
import { createHash } from "node:crypto";
import { undefinedWhenMissing } from "#app/_data/absent.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";
import { getFeaturePageTag } from "#lib/catalog/queries/features.ts";
import { getDb } from "#lib/db.ts";

const EDITION_DIGITS = 16;

/**
 * What a feature's page is made from, as a short name: another revision of the feature, or another explanation, is another
 * edition.
 * One indexed look-up. Undefined when there is no such feature.
 */
export async function findFeatureEdition(address: FeatureAddress): Promise<string | undefined> {
  const tag = await getFeaturePageTag(getDb(), address).catch(undefinedWhenMissing);
  return tag && createHash("sha256").update(tag).digest("hex").slice(0, EDITION_DIGITS);
}
