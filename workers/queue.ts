import { runMigrations } from "graphile-worker";
import type { Db } from "#lib/db.ts";

/** Makes the queue's own tables, or brings them up to date. */
export async function prepareQueue({ pool }: Db): Promise<void> {
  // A connection that breaks while it is lent says so to its query as well; unheard, it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  await runMigrations({ pgPool: pool });
}
