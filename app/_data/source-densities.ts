import "server-only";
import { LRUCache } from "lru-cache";
import { getSourceDensities } from "#lib/catalog/queries/source-densities.ts";
import type { SourceDensities, SourceInfo } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";

const DENSITIES_KEPT = 200;

const kept = new LRUCache<string, SourceDensities>({ max: DENSITIES_KEPT });

/** How often a source's features are active; undefined before they are computed. */
export async function findSourceDensities(source: SourceInfo): Promise<SourceDensities | undefined> {
  const { model, id, revision, contentHash, provenance } = source;
  if (!provenance) return undefined;
  const key = [model, id, revision, contentHash, provenance.computedAt].join(" ");
  const known = kept.get(key);
  if (known) return known;
  const densities = await getSourceDensities(getDb(), { model, source: id });
  kept.set(key, densities);
  return densities;
}
