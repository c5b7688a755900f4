import { indexMeaning, indexWords, type Indexing } from "#lib/search/index-changes.ts";
import { noteAllSources } from "#lib/search/queries/changes.ts";

/** Brings the whole catalog into an engine's index, as a worker does it. @returns seconds for the words, and for the directions */
export async function fillIndex(indexing: Indexing): Promise<{ wordsSeconds: number; meaningSeconds: number }> {
  const start = performance.now();
  await indexing.engine.prepare();
  await noteAllSources(indexing.db, "WORDS");
  while ((await indexWords(indexing)) > 0);
  const between = performance.now();
  while ((await indexMeaning(indexing, { isBusy: async () => false })) > 0);
  return { wordsSeconds: (between - start) / 1_000, meaningSeconds: (performance.now() - between) / 1_000 };
}
