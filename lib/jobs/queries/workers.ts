import type { Db } from "#lib/db.ts";
import type { Worker } from "#prisma/generated/client.ts";

/** How often a worker says that it is alive. */
export const HEARTBEAT_MS = 5_000;
/** A worker silent for so long is dead: its jobs go to others. Six beats, so that one slow minute of a disk is survived. */
export const DEAD_AFTER_MS = 30_000;
/** A request goes only to workers heard from this recently. */
const ASKABLE_MS = 15_000;

export type WorkerIdentity = Pick<Worker, "id" | "host" | "pid" | "provider" | "url" | "secret">;

/** Says that a worker is there. Times are the database's, so that clocks of machines need not agree. */
export async function beat(db: Db, worker: WorkerIdentity): Promise<void> {
  const { id, host, pid, provider, url, secret } = worker;
  await db.prisma.$executeRaw`
    INSERT INTO "Worker" (id, host, pid, provider, url, secret, "heartbeatAt")
    VALUES (${id}, ${host}, ${pid}, ${provider}, ${url}, ${secret}, now())
    ON CONFLICT (id) DO UPDATE SET "heartbeatAt" = now()`;
}

/** Workers that can be asked something now, the latest heard from first. */
export async function listAskableWorkers(db: Db): Promise<Worker[]> {
  return db.prisma.$queryRaw<Worker[]>`
    SELECT * FROM "Worker" WHERE "heartbeatAt" > now() - make_interval(secs => ${ASKABLE_MS / 1000}::float8)
    ORDER BY "heartbeatAt" DESC LIMIT 16`;
}

/** Workers that beat, by what they compute on. */
export type WorkerCount = { provider: string; count: number };

export async function countWorkers(db: Db): Promise<WorkerCount[]> {
  return db.prisma.$queryRaw<WorkerCount[]>`
    SELECT provider, count(*)::int AS count FROM "Worker"
    WHERE "heartbeatAt" > now() - make_interval(secs => ${DEAD_AFTER_MS / 1000}::float8)
    GROUP BY provider ORDER BY provider`;
}

/** Workers of one machine, by the machine's own name. */
export async function listWorkersOf(db: Db, host: string): Promise<Worker[]> {
  return db.prisma.worker.findMany({ where: { host } });
}

/** Forgets workers and gives back the jobs they hold. */
export async function removeWorkers(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.prisma.$executeRaw`SELECT graphile_worker.force_unlock_workers(${[...ids]}::text[])`;
  await db.prisma.worker.deleteMany({ where: { id: { in: [...ids] } } });
}

/**
 * Forgets workers that stopped beating, and gives back every job held by a worker that is not known to beat.
 * @returns how many workers were forgotten
 */
export async function removeSilentWorkers(db: Db): Promise<number> {
  const seconds = DEAD_AFTER_MS / 1000;
  const removed = await db.prisma.$executeRaw`
    DELETE FROM "Worker" WHERE "heartbeatAt" < now() - make_interval(secs => ${seconds}::float8)`;
  await db.prisma.$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT q.locked_by))
    FROM graphile_worker.jobs q
    WHERE q.locked_at < now() - make_interval(secs => ${seconds}::float8)
      AND NOT EXISTS (SELECT FROM "Worker" w WHERE w.id = q.locked_by)
    HAVING count(*) > 0`;
  return removed;
}
