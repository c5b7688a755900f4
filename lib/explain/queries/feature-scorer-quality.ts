import type { Db } from "#lib/db.ts";
import { ofPresentWeights } from "#lib/explain/queries/current.ts";
import type { FeatureScorerQuality } from "#lib/explain/quality-view.ts";

type Row = Omit<FeatureScorerQuality, "quartiles"> & { quartiles: [number, number, number] | null };

/** How the features of a source do by each scorer that needs no explanation. */
export async function listFeatureScorerQualities(db: Db, sourceId: number): Promise<FeatureScorerQuality[]> {
  const { rows } = await db.pool.query<Row>({
    name: "feature-scorer-quality",
    text: `SELECT t.method AS scorer, min(c.detail->>'metric') AS metric,
                  count(*) FILTER (WHERE ${HAS_VALUE})::int AS scored,
                  count(*) FILTER (WHERE c.state = 'NOT_ENOUGH_DATA')::int AS "notEnoughData",
                  count(*) FILTER (WHERE c.state = 'FAILED')::int AS failed,
                  count(*) FILTER (WHERE ${HAS_VALUE} AND c.low > coalesce(c.baseline, 0))::int AS "beatBaseline",
                  percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY c.value) FILTER (WHERE ${HAS_VALUE})
                    AS quartiles,
                  percentile_cont(0.5) WITHIN GROUP (ORDER BY c.baseline) FILTER (WHERE ${HAS_VALUE}) AS "baselineMedian"
           FROM "Score" c JOIN "ExplainRun" t ON t.id = c."runId" JOIN "Source" s ON s.id = c."sourceId"
           WHERE c."sourceId" = $1 AND c."explanationId" IS NULL AND ${ofPresentWeights("t")}
           GROUP BY t.method ORDER BY t.method`,
    values: [sourceId],
  });
  return rows.map(({ quartiles, ...row }) => ({
    ...row,
    quartiles: quartiles && { low: quartiles[0], median: quartiles[1], high: quartiles[2] },
  }));
}

const HAS_VALUE = `c.state = 'SCORED' AND c.value IS NOT NULL`;
