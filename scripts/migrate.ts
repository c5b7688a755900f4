import { applyMigrations } from "#scripts/migrations/apply.ts";
import { withDatabaseOf } from "#scripts/setup/open-database.ts";

/** `npm run migrate`: brings the database of DATABASE_URL, or the embedded one, up to date. */
await withDatabaseOf(async (url) => {
  const names = await applyMigrations(url);
  console.log(names.length === 0 ? "The database is up to date." : `Applied ${names.join(", ")}.`);
});
