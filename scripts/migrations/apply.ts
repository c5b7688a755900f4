import { ALL_TABLES, withSchemaEngine } from "#scripts/migrations/engine.ts";
import { readMigrations } from "#scripts/migrations/folder.ts";

/** Applies every migration the database lacks. @returns their names, oldest first. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: ALL_TABLES });
    return appliedMigrationNames;
  });
}
