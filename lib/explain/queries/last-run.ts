import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { Db } from "#lib/db.ts";

/** A number that changes whenever a method writes or scores explanations of a source; 0 before any did. @throws AppError not_found */
export async function getLastExplainRun(db: Db, address: SourceAddress): Promise<number> {
  const { rows } = await db.pool.query<{ last: number }>({
    name: "last-explain-run",
    text: `SELECT coalesce(max(id), 0) AS last FROM "ExplainRun" WHERE "sourceId" = $1`,
    values: [await getSourceId(db, address)],
  });
  return rows[0]?.last ?? 0;
}
