import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { schemaDifference } from "#scripts/migrations/difference.ts";
import { MIGRATIONS, migrationName } from "#scripts/migrations/folder.ts";
import { withDatabaseOf } from "#scripts/setup/open-database.ts";

/** `npm run migration -- <name>`: writes the next migration from what schema.prisma says and the migrations do not. */
await withDatabaseOf(async (url) => {
  const name = migrationName(process.argv[2] ?? "", new Date());
  const sql = await schemaDifference(url);
  if (sql === "") {
    console.log("The migrations already make the schema of prisma/schema.prisma; nothing to write.");
    return;
  }
  const folder = path.join(MIGRATIONS, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "migration.sql"), sql);
  console.log(`Wrote ${path.relative(process.cwd(), folder)}/migration.sql; read it, then npm run migrate.`);
});
