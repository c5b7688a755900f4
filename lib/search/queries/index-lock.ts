import type { Db } from "#lib/db.ts";

/** Of PostgreSQL's advisory locks, the one for the search index. */
const LOCK = 7_332_145;

/** Does `work` unless another process is at the index. @returns what it returned; undefined when another is */
export async function withIndexLock<T>({ pool }: Pick<Db, "pool">, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_lock($1) AS locked`, [LOCK]);
    if (!rows[0]?.locked) return undefined;
    try {
      return await work();
    } finally {
      // A connection that is gone has given the lock back by that.
      await client.query(`SELECT pg_advisory_unlock($1)`, [LOCK]).catch((error: Error) => (broken = error));
    }
  } finally {
    client.release(broken);
  }
}
