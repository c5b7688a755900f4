import type { Db } from "#lib/db.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { ofPresentWeights } from "#lib/explain/queries/current.ts";
import { INTEREST } from "#lib/explain/queries/interest.ts";

type Options = {
  sourceIds: readonly number[];
  method: Pick<Explainer, "name" | "version">;
  /** The language model that the method asks; empty when it asks none. */
  llmModel: string;
  limit: number;
};

/**
 * Live features without a current explanation by a method and its language model, those of most interest first, then the
 * densest. What the method, in this version, has found nothing to say of is left out; what it could not be asked is not.
 */
export async function listUnexplained(
  db: Db,
  { sourceIds, method: { name, version }, llmModel, limit }: Options,
): Promise<{ sourceId: number; index: number }[]> {
  const { rows } = await db.pool.query<{ sourceId: number; index: number }>(SELECT, [
    sourceIds,
    name,
    version,
    llmModel,
    limit,
  ]);
  return rows;
}

const BY_METHOD = `r.method = $2 AND r."llmModel" = $4 AND ${ofPresentWeights("r")}`;

const SELECT = `
  WITH ${INTEREST}
  SELECT f."sourceId", f."index"
  FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
  LEFT JOIN interest i ON i."sourceId" = f."sourceId" AND i."index" = f."index"
  WHERE f."sourceId" = ANY($1::int[]) AND f."activeTokens" > 0
    AND NOT EXISTS (
      SELECT FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId"
      WHERE e."sourceId" = f."sourceId" AND e."index" = f."index" AND e."retiredAt" IS NULL AND ${BY_METHOD})
    AND NOT EXISTS (
      SELECT FROM "ExplainFailure" x JOIN "ExplainRun" r ON r.id = x."runId"
      WHERE x."sourceId" = f."sourceId" AND x."index" = f."index" AND ${BY_METHOD} AND r.version = $3
        AND x.kind NOT IN ('unavailable', 'timeout', 'over_budget'))
  ORDER BY coalesce(i.points, 0) DESC, f.density DESC, f."maxActivation" DESC, f."sourceId", f."index"
  LIMIT $5`;
