import type { Db } from "#lib/db.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";

/** The engine that the environment names. */
export function openSearchEngine(db: Db): SearchEngine {
  return openPostgresEngine(db);
}
