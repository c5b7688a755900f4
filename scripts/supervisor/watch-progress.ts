import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#lib/db.ts";
import { listOpenWorks, listWorkJobs } from "#lib/jobs/queries/jobs.ts";
import { summariseProgress } from "#scripts/supervisor/progress.ts";
import type { Terminal } from "#scripts/supervisor/terminal.ts";

const INTERVAL_MS = 500;

/**
 * Shows in the terminal what the jobs' rows say, until aborted. The rows are the one truth: the site reads the same,
 * and the work of several workers adds up.
 */
export async function watchProgress(db: Db, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const followed = new Set<string>();
  while (!signal.aborted) {
    try {
      const open = await listOpenWorks(db);
      for (const work of open) followed.add(work);
      const jobs = await Promise.all([...followed].map((work) => listWorkJobs(db, work)));
      terminal.progress(summariseProgress(jobs.flat()));
      // What ended has now been said.
      for (const work of followed) if (!open.includes(work)) followed.delete(work);
    } catch (error) {
      if (signal.aborted) return;
      // A database that is away for a moment; if it is gone for good, its own end says so.
      terminal.progress([]);
      if (!(error instanceof Error)) throw error;
    }
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
