import { canonicalJson } from "#lib/llm/canonical-json.ts";
import type { Db } from "#lib/db.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";

/** Those of the jobs of some runs that nobody has done, and that no work will do that has not been called off. */
export async function listUndone(db: Db, runIds: readonly number[], plans: readonly JobPlan[]): Promise<JobPlan[]> {
  const { rows } = await db.pool.query<{ name: string; payload: unknown }>(
    `SELECT name, payload FROM "Job" j
     WHERE (payload->>'runId')::int = ANY($1::int[])
       AND (state = 'DONE' OR state IN ('WAITING', 'RUNNING')
            AND NOT EXISTS (SELECT FROM "Job" c WHERE c.work = j.work AND c.state = 'RUNNING' AND c."cancelAsked"))`,
    [runIds],
  );
  const known = new Set(rows.map(keyOf));
  return plans.filter((plan) => !known.has(keyOf(plan)));
}

const keyOf = ({ name, payload }: { name: string; payload: unknown }): string => canonicalJson([name, payload]);
