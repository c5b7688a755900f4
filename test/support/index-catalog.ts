import type { Db } from "#lib/db.ts";
import { openSearchEngine } from "#lib/search/engines/open-engine.ts";
import { indexMeaning, indexWords } from "#lib/search/index-changes.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";

/** Brings all that a test seeded into the search index, words and meanings, by the bundled embedder. */
export async function indexCatalog(db: Db): Promise<void> {
  const engine = openSearchEngine(db);
  const embedder = openStoredEmbedder(db, () => ({ embedder: "use-en" }));
  try {
    const indexing = { db, engine, embedder, signal: new AbortController().signal };
    await engine.prepare();
    await indexWords(indexing);
    await indexMeaning(indexing, { isBusy: async () => false });
  } finally {
    await embedder.close();
    await engine.close();
  }
}
