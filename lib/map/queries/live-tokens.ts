import type { Db } from "#lib/db.ts";

/** Features of a source that fire at all, with what they peak on, by index. */
export async function listLiveTokens(
  { pool }: Pick<Db, "pool">,
  sourceId: number,
): Promise<{ index: number; topTokens: string[] }[]> {
  const { rows } = await pool.query<{ index: number; topTokens: string[] }>(
    `SELECT "index", "topTokens" FROM "Feature" WHERE "sourceId" = $1 AND "activeTokens" > 0 ORDER BY "index"`,
    [sourceId],
  );
  return rows;
}
