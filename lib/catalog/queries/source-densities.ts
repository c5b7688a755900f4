import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import { SourceSummary, type SourceDensities } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { DENSITY_BINS_PER_DECADE, type DensityBin, layOutDensities } from "#lib/stats/density-bins.ts";

/**
 * How often a source's features are active, counted from the features that are stored: no catalog is too old for it.
 * @throws AppError not_found
 */
export async function getSourceDensities(db: Db, address: SourceAddress): Promise<SourceDensities> {
  const sourceId = await getSourceId(db, address);
  const [counted, described] = await Promise.all([
    // A tenth in float32 is a little more than a tenth; the logarithm, rounded as it is, puts it where it belongs.
    db.pool.query<{ bin: number | null; features: number }>({
      name: "source-densities",
      text: `SELECT CASE WHEN density > 0 THEN least(-1, floor(log10(density::float8)::real * $2::int)::int) END AS bin,
                    count(*)::int AS features
             FROM "Feature" WHERE "sourceId" = $1 GROUP BY 1`,
      values: [sourceId, DENSITY_BINS_PER_DECADE],
    }),
    db.prisma.source.findUniqueOrThrow({ where: { id: sourceId }, select: { summary: true } }),
  ]);
  const live = counted.rows.flatMap(({ bin, features }): DensityBin[] => (bin === null ? [] : [{ bin, features }]));
  return {
    tokens: SourceSummary.nullable().parse(described.summary)?.tokens ?? null,
    live: live.reduce((sum, { features }) => sum + features, 0),
    dead: counted.rows.find(({ bin }) => bin === null)?.features ?? 0,
    log10Densities: layOutDensities(live) ?? null,
  };
}
