import { Pool } from "pg";
import { storeOutdatedBestExplanations } from "#lib/explain/queries/store-best.ts";
import { ALL_TABLES, withSchemaEngine } from "#scripts/migrations/engine.ts";
import { readMigrations } from "#scripts/migrations/folder.ts";

/**
 * Applies every migration the database lacks, and chooses anew what tables show where a migration or another ranking rule
 * asks for it. @returns the migrations' names, oldest first.
 */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  const names = await withSchemaEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: ALL_TABLES });
    return appliedMigrationNames;
  });
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await storeOutdatedBestExplanations({ pool });
  } finally {
    await pool.end();
  }
  return names;
}
