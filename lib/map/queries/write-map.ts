import type { Db } from "#lib/db.ts";
import type { MapCluster, MapProvenance } from "#lib/map/schema.ts";
import type { Source } from "#prisma/generated/client.ts";

export type MapWrite = {
  source: Pick<Source, "id" | "contentHash">;
  /** lib/map/map-codec.ts */
  points: Uint8Array;
  clusters: readonly MapCluster[];
  provenance: MapProvenance;
};

/** Stores a source's map in the place of the one before. */
export async function writeMap(
  { pool }: Pick<Db, "pool">,
  { source, points, clusters, provenance }: MapWrite,
): Promise<void> {
  await pool.query(
    `INSERT INTO "SourceMap" ("sourceId", hash, points, clusters, provenance) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT ("sourceId") DO UPDATE SET hash = excluded.hash, points = excluded.points, clusters = excluded.clusters,
       provenance = excluded.provenance, "createdAt" = now()`,
    [source.id, source.contentHash, Buffer.from(points), JSON.stringify(clusters), provenance],
  );
}
