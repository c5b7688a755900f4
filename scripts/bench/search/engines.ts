import type { Db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import { openMeilisearchEngine } from "#lib/search/engines/meilisearch/meilisearch-engine.ts";
import { removeIndexes } from "#lib/search/engines/meilisearch/remove-indexes.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";

const { MEILI_URL: url, MEILI_KEY: key } = env;
const INDEX = "featurepedia_bench";

/** An engine that can be measured on this machine. */
export type BenchEngine = {
  name: string;
  open(db: Db): SearchEngine;
  /** Keeps its index elsewhere than in the database, which must be filled first. */
  outside: boolean;
  /** Removes what is kept elsewhere. */
  clear(): Promise<void>;
};

/** Every engine that is there: the embedded one, and those that the environment names. */
export const ENGINES: readonly BenchEngine[] = [
  { name: "postgres", open: openPostgresEngine, outside: false, clear: async () => undefined },
  ...(url === undefined
    ? []
    : [
        {
          name: "meilisearch",
          open: () => openMeilisearchEngine({ url, key, index: INDEX }),
          outside: true,
          clear: () => removeIndexes({ url, key, index: INDEX }),
        },
      ]),
];
