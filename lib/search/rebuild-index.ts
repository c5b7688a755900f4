import { buildDocument } from "#lib/search/document.ts";
import type { Indexing } from "#lib/search/index-changes.ts";
import { findLastChange, forgetAllChanges } from "#lib/search/queries/changes.ts";
import { listSearchSources } from "#lib/search/queries/search-sources.ts";
import { readDocuments } from "#lib/search/queries/read-documents.ts";
import { activateEmbedder } from "#lib/search/queries/search-state.ts";

const DOCUMENTS = 256;

/**
 * Makes the whole index anew from the catalog, beside the one that is searched, and puts it in its place. What changes
 * meanwhile is brought in after by whoever keeps the index.
 * @param onDocuments told how many documents are written
 * @returns documents of the new index
 */
export async function rebuildIndex(
  { db, engine, embedder, signal }: Indexing,
  onDocuments: (done: number) => void = () => undefined,
): Promise<number> {
  await engine.prepare();
  const lastChange = await findLastChange(db);
  const rebuild = await engine.startRebuild(embedder.identify());
  let done = 0;
  for (const { id: sourceId } of await listSearchSources(db)) {
    for (let after = -1; ;) {
      signal.throwIfAborted();
      const documents = (await readDocuments(db, sourceId, { after, limit: DOCUMENTS })).map(buildDocument);
      const telling = documents.flatMap(({ semanticText }) => semanticText ?? []);
      const vectors = await embedder.embed(telling, signal);
      let next = 0;
      await rebuild.write(
        documents.map((document) => ({
          ...document,
          vector: document.semanticText === undefined ? undefined : vectors[next++],
        })),
      );
      done += documents.length;
      onDocuments(done);
      if (documents.length < DOCUMENTS) break;
      after = documents.at(-1)?.index ?? after;
    }
  }
  await rebuild.finish();
  await activateEmbedder(db, embedder.identify());
  await forgetAllChanges(db, lastChange);
  return done;
}
