import type { JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { getJob } from "#lib/jobs/queries/jobs.ts";

/** A job under way that scores an explanation by all of these scorers, if there is one. */
export async function findOpenScoring(
  db: Db,
  { explanationId, scorers }: { explanationId: number; scorers: readonly string[] },
): Promise<JobView | undefined> {
  const { rows } = await db.pool.query<{ id: number }>(
    `SELECT id FROM "Job"
     WHERE name = 'score-explanations' AND state IN ('WAITING', 'RUNNING') AND NOT "cancelAsked"
       AND payload->'explanations' @> to_jsonb($1::int) AND payload->'scorers' @> to_jsonb($2::text[])
     ORDER BY id LIMIT 1`,
    [explanationId, scorers],
  );
  const [row] = rows;
  return row && getJob(db, row.id);
}
