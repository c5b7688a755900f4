import { createHash } from "node:crypto";
import type { Db } from "#lib/db.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { createWork, getWork, restartWork } from "#lib/jobs/queries/jobs.ts";
import type { WorkView } from "#lib/jobs/work-view.ts";

const NAME_DIGITS = 12;

/**
 * Starts what was asked for, once: the same request joins the work that is under way or done, and takes up what failed or was
 * cancelled. @param about what else makes a request another one
 */
export async function startWork(
  db: Db,
  kind: "explain" | "score",
  plans: readonly JobPlan[],
  about: unknown = null,
): Promise<WorkView> {
  const asked = JSON.stringify([plans.map(({ name, payload }) => ({ name, payload })), about]);
  const work = `${kind}-${createHash("sha256").update(asked).digest("hex").slice(0, NAME_DIGITS)}`;
  if (!(await createWork(db, work, plans))) await restartWork(db, work);
  return getWork(db, work);
}
