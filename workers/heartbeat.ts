import type { Db } from "#lib/db.ts";
import { failAbandonedJobs } from "#lib/jobs/queries/jobs.ts";
import {
  beat,
  HEARTBEAT_MS,
  removeSilentWorkers,
  removeWorkers,
  type WorkerIdentity,
} from "#lib/jobs/queries/workers.ts";
import { log } from "#lib/log.ts";

export type Heartbeat = { stop(): Promise<void> };

/** Says that this worker is alive until stopped, and frees the jobs of workers that no longer say so. */
export function startHeartbeat(db: Db, identity: WorkerIdentity): Heartbeat {
  let beating = beatOnce(db, identity);
  const timer = setInterval(() => {
    beating = beating.then(() => beatOnce(db, identity));
  }, HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await removeWorkers(db, [identity.id]);
    },
  };
}

async function beatOnce(db: Db, identity: WorkerIdentity): Promise<void> {
  try {
    await beat(db, identity);
    const forgotten = await removeSilentWorkers(db);
    if (forgotten > 0)
      log.warn(`${forgotten} silent worker${forgotten > 1 ? "s" : ""} forgotten; their jobs are free again`);
    const abandoned = await failAbandonedJobs(db);
    if (abandoned.length > 0) log.error({ jobs: abandoned }, "Jobs that stopped their workers too often were given up");
  } catch (error) {
    // The next beat tries again; if the database stays away, other workers take over, as they should.
    log.warn({ err: error }, "The heartbeat did not reach the database");
  }
}
