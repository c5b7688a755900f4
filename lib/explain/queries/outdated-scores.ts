import type { Db } from "#lib/db.ts";
import { IS_CURRENT, ofPresentWeights } from "#lib/explain/queries/current.ts";
import { INTEREST } from "#lib/explain/queries/interest.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/** A current explanation that an older version of a scorer scored. */
export type OutdatedScore = { sourceId: number; explanation: number };

/** Explanations whose score by a scorer, with the same judge, is of an older version; those of most interest first. */
export async function listOutdatedScores(
  db: Db,
  {
    sourceIds,
    scorer: { name, version },
    judge,
    limit,
  }: { sourceIds: readonly number[]; scorer: Pick<Scorer, "name" | "version">; judge: string; limit: number },
): Promise<OutdatedScore[]> {
  const { rows } = await db.pool.query<OutdatedScore>(SELECT, [sourceIds, name, version, judge, limit]);
  return rows;
}

const SELECT = `
  WITH ${INTEREST}
  SELECT e."sourceId", e.id AS explanation
  FROM "Score" c
  JOIN "ExplainRun" t ON t.id = c."runId"
  JOIN "Explanation" e ON e.id = c."explanationId"
  JOIN "Source" s ON s.id = e."sourceId"
  LEFT JOIN "ExplainRun" r ON r.id = e."runId"
  LEFT JOIN interest i ON i."sourceId" = e."sourceId" AND i."index" = e."index"
  WHERE c."sourceId" = ANY($1::int[]) AND t.method = $2 AND t.version < $3 AND t."llmModel" = $4
    AND ${ofPresentWeights("t")} AND ${IS_CURRENT}
  ORDER BY coalesce(i.points, 0) DESC, e.id
  LIMIT $5`;
