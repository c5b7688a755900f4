import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { openDb, type Db } from "#lib/db.ts";
import { runStatements, withDatabase } from "#scripts/postgres/databases.ts";
import { TEMPLATE } from "#test/support/postgres.ts";

export type TestDatabase = { url: string; db: Db; drop(): Promise<void> };

/** A connection pool as large as one test file needs; several files share the server. */
const POOL_SIZE = 5;

/** A fresh migrated database of its own for a test file. Call `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runStatements(adminUrl, [`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`]);
  const url = withDatabase(adminUrl, name);
  const db = openDb(url, POOL_SIZE);
  return {
    url,
    db,
    async drop() {
      await db.close();
      await runStatements(adminUrl, [`DROP DATABASE ${name} WITH (FORCE)`]);
    },
  };
}
