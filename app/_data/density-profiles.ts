import "server-only";
import { LRUCache } from "lru-cache";
import { profileDensities, type DensityProfile } from "#app/_components/feature/density-profile.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { listScatterPoints } from "#lib/catalog/queries/features.ts";
import type { Provenance } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

const PROFILES_KEPT = 100;

const profiles = new LRUCache<string, DensityProfile>({ max: PROFILES_KEPT });

/** Where the densities of a source lie; kept as long as the source was computed at the same time from the same bytes. */
export async function findDensityProfile(
  address: SourceAddress,
  provenance: Provenance | null,
): Promise<DensityProfile | undefined> {
  if (!provenance) return undefined;
  const key = `${address.model}/${address.source} ${provenance.sourceHash} ${provenance.computedAt}`;
  const known = profiles.get(key);
  if (known) return known;
  const { density } = await listScatterPoints(getDb(), address);
  const profile = profileDensities(density);
  if (profile) profiles.set(key, profile);
  return profile;
}
