import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type CopyColumns, type CopyRow, encodeCopy } from "#lib/catalog/copy-format.ts";
import type { Db } from "#lib/db.ts";

/** Runs `work` on one connection, all of it or none of it. */
export async function inTransaction<T>(db: Pick<Db, "pool">, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away; the server rolls back for it.
    await client.query("ROLLBACK").catch((cause: Error) => (broken = cause));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Appends rows to a table as fast as Postgres takes them. @returns how many */
export async function copyRows<C extends CopyColumns>(
  client: PoolClient,
  table: string,
  columns: C,
  rows: Iterable<CopyRow<C>> | AsyncIterable<CopyRow<C>>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const copy = client.query(copyFrom(`COPY "${table}" (${names.join(", ")}) FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(encodeCopy(columns, rows)), copy, signal ? { signal } : {});
  return copy.rowCount;
}
