import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { MigrationList, SchemasContainer } from "@prisma/schema-engine-wasm/schema_engine_bg";

const PRISMA = path.resolve(import.meta.dirname, "../../prisma");
export const MIGRATIONS = path.join(PRISMA, "migrations");
export const SCHEMA = path.join(PRISMA, "schema.prisma");

/** `prisma/migrations` as the schema engine wants it. */
export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: MIGRATIONS,
    lockfile: {
      path: "migration_lock.toml",
      content: await readFile(path.join(MIGRATIONS, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(path.join(MIGRATIONS, name, "migration.sql"), "utf8") },
        },
      })),
    ),
  };
}

/** `prisma/schema.prisma` as the schema engine wants it. */
export async function readSchema(): Promise<SchemasContainer> {
  return { files: [{ path: SCHEMA, content: await readFile(SCHEMA, "utf8") }] };
}

/** A migration's folder: 20261123101500_add_releases. @throws Error when the name is not lower case words */
export function migrationName(name: string, now: Date): string {
  const words = name.trim().replaceAll(/[\s-]+/g, "_");
  if (!/^[a-z][a-z0-9_]*$/.test(words)) {
    throw new Error("Give the migration a name of lower case words: npm run migration -- add_releases");
  }
  return `${now.toISOString().replaceAll(/\D/g, "").slice(0, 14)}_${words}`;
}
