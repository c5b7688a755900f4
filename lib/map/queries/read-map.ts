import * as z from "zod";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import { decodeMap, type MapPoints } from "#lib/map/map-codec.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import { MapCluster, MapProvenance, type SourceMapView } from "#lib/map/schema.ts";

export type SourceMap = {
  points: MapPoints;
  clusters: MapCluster[];
  provenance: MapProvenance;
  createdAt: Date;
};

/** A source's map of the weights it has now; undefined until a worker made it. */
export async function findMap(
  { pool }: Pick<Db, "pool">,
  { model, source }: SourceAddress,
): Promise<SourceMap | undefined> {
  const { rows } = await pool.query<{ points: Buffer; clusters: unknown; provenance: unknown; createdAt: Date }>({
    name: "source-map",
    text: `SELECT p.points, p.clusters, p.provenance, p."createdAt"
           FROM "SourceMap" p JOIN "Source" s ON s.id = p."sourceId" AND s."contentHash" = p.hash
           JOIN "Model" m ON m.id = s."modelId"
           WHERE m.slug = $1 AND s.slug = $2 AND m.visibility::text = ANY($3) AND s.visibility::text = ANY($3)`,
    values: [model, source, visibilitiesFor("read")],
  });
  const [row] = rows;
  return (
    row && {
      points: decodeMap(row.points),
      clusters: z.array(MapCluster).parse(row.clusters),
      provenance: MapProvenance.parse(row.provenance),
      createdAt: row.createdAt,
    }
  );
}

/** The same for the API. @throws AppError not_found where there is none */
export async function getMap(db: Pick<Db, "pool">, address: SourceAddress): Promise<SourceMapView> {
  const map = await findMap(db, address);
  if (!map) throw notFound(`A map of ${address.model}/${address.source}`);
  const { x, y, cluster } = map.points;
  const points = Array.from(x, (at, index): SourceMapView["points"][number] => {
    const own = cluster[index] ?? NO_CLUSTER;
    return [index, at, y[index] ?? NaN, own === NO_CLUSTER ? null : own];
  }).filter(([, at]) => !Number.isNaN(at));
  return {
    ...address,
    points,
    clusters: map.clusters,
    provenance: map.provenance,
    createdAt: map.createdAt.toISOString(),
  };
}

/** The features of one cluster of a source's map; none where there is no such cluster. */
export async function findClusterFeatures(
  db: Pick<Db, "pool">,
  address: SourceAddress,
  cluster: number,
): Promise<number[]> {
  const map = await findMap(db, address);
  if (!map || cluster >= map.clusters.length) return [];
  return Array.from(map.points.cluster.keys()).filter((index) => map.points.cluster[index] === cluster);
}
