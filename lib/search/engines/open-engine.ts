import type { Db } from "#lib/db.ts";
import { env, type Environment } from "#lib/env.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import { openMeilisearchEngine } from "#lib/search/engines/meilisearch/meilisearch-engine.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";

/** The engine that the environment names. */
export function openSearchEngine(
  db: Db,
  { MEILI_URL: url, MEILI_KEY: key, MEILI_INDEX: index }: Environment = env,
): SearchEngine {
  return url === undefined ? openPostgresEngine(db) : openMeilisearchEngine({ url, key, index });
}
