import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { Db } from "#lib/db.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";

/**
 * Methods that explain what features of a source respond to, by name; `person` for people. Looks up one row a method, however
 * many features there are. @throws AppError not_found
 */
export async function listExplainedMethods(db: Db, address: SourceAddress): Promise<string[]> {
  const { rows } = await db.pool.query<{ method: string }>({
    name: "explained-methods",
    text: `WITH RECURSIVE found AS (
             SELECT $2::text AS method
             UNION ALL
             SELECT (SELECT min(b.method) FROM "BestExplanation" b WHERE b."sourceId" = $1 AND b.method > found.method)
             FROM found WHERE found.method IS NOT NULL)
           SELECT method FROM found WHERE method <> $2 ORDER BY method`,
    values: [await getSourceId(db, address), ANY_METHOD],
  });
  return rows.map(({ method }) => method);
}
