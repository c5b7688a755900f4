import { ALL_TABLES, withSchemaEngine } from "#scripts/migrations/engine.ts";
import { readMigrations, readSchema } from "#scripts/migrations/folder.ts";

/** What the engine answers when two schemas differ. */
const DIFFERENT = 2;

/**
 * The SQL that takes the migrations' schema to `schema.prisma`; empty when they agree.
 * @param databaseUrl a database on a server where a scratch one may be made, in which the migrations are tried.
 */
export async function schemaDifference(databaseUrl: string): Promise<string> {
  const from = { tag: "migrations" as const, ...(await readMigrations()) };
  const to = { tag: "schemaDatamodel" as const, ...(await readSchema()) };
  return withSchemaEngine(databaseUrl, async (engine) => {
    const result = await engine.diff({ from, to, script: true, exitCode: true, filters: ALL_TABLES });
    return result.exitCode === DIFFERENT ? (result.stdout ?? "") : "";
  });
}
