import "server-only";
import { LRUCache } from "lru-cache";
import { packScatter, type PackedScatter } from "#app/_components/chart/pack-scatter.ts";
import { listScatterPoints } from "#lib/catalog/queries/features.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { getDb } from "#lib/db.ts";
import { getLastExplainRun } from "#lib/explain/queries/last-run.ts";

const SCATTERS_KEPT = 50;

const scatters = new LRUCache<string, PackedScatter>({ max: SCATTERS_KEPT });

/** Density, largest activation and score of every live feature, packed for the page; undefined when none is live. */
export async function findScatter({
  model,
  id,
  revision,
  contentHash,
  provenance,
}: SourceInfo): Promise<PackedScatter | undefined> {
  const address = { model, source: id };
  // Scores change in runs.
  const lastRun = await getLastExplainRun(getDb(), address);
  const key = [model, id, revision, contentHash, provenance?.computedAt, lastRun].join(" ");
  const known = scatters.get(key);
  if (known) return known;
  const packed = packScatter(await listScatterPoints(getDb(), address));
  if (packed) scatters.set(key, packed);
  return packed;
}
