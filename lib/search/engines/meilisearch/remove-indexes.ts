import { Meilisearch } from "meilisearch";
import type { MeilisearchSettings } from "#lib/search/engines/meilisearch/meilisearch-engine.ts";
import { finishTask } from "#lib/search/engines/meilisearch/write-documents.ts";

const INDEXES_MAX = 1_000;

/** Removes what an engine with these settings left on its server, of whatever version. */
export async function removeIndexes({ url, key, index }: MeilisearchSettings): Promise<void> {
  const client = new Meilisearch({ host: url, ...(key ? { apiKey: key } : {}) });
  const { results } = await client.getRawIndexes({ limit: INDEXES_MAX });
  for (const { uid } of results) if (uid.startsWith(index)) await finishTask(client.deleteIndex(uid));
}
