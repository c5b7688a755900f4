import { getRun, type RunDetail } from "#lib/catalog/queries/runs.ts";
import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";

/** A run with the one of its sources that a job is about. @throws AppError not_found */
export async function getRunSource(
  db: Db,
  { runId, sourceId }: { runId: number; sourceId: number },
): Promise<{ run: RunDetail; source: RunDetail["sources"][number] }> {
  const run = await getRun(db, runId);
  const source = run.sources.find(({ id }) => id === sourceId);
  if (!source) throw new AppError("not_found", `Run ${runId} does not compute source ${sourceId}.`);
  return { run, source };
}
