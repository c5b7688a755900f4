import type { Db } from "#lib/db.ts";
import { buildDocument, type FeatureKey, type SearchDocument } from "#lib/search/document.ts";
import type { IndexedDocument, SearchEngine } from "#lib/search/engines/engine.ts";
import { isSameEmbedder } from "#lib/search/embedders/embedder.ts";
import {
  forgetChanges,
  listChanges,
  noteAllSources,
  noteMeaning,
  type SourceChanges,
} from "#lib/search/queries/changes.ts";
import { readDocuments } from "#lib/search/queries/read-documents.ts";
import { activateEmbedder, findActiveEmbedder } from "#lib/search/queries/search-state.ts";
import { findTextEmbeddings } from "#lib/search/queries/text-embeddings.ts";
import { hashText, type StoredEmbedder } from "#lib/search/stored-embedder.ts";

/** What indexing needs of the outside. */
export type Indexing = { db: Db; engine: SearchEngine; embedder: StoredEmbedder; signal: AbortSignal };

/** Changes looked at together; those of one source are done together. */
const CHANGES = 5_000;
/** Documents read and written at a time. */
const DOCUMENTS = 500;
/** Directions made between two writes: some seconds. */
const EMBEDDED = 256;

/**
 * Brings the words of what changed into the index, with the directions that are known by now; asks for the others.
 * Interrupted, it is done again from where the changes say. @returns features done
 */
export async function indexWords(indexing: Indexing): Promise<number> {
  let done = 0;
  for (const changes of await listChanges(indexing.db, "WORDS", CHANGES)) {
    const lacking: number[] = [];
    for await (const documents of readChanged(indexing, changes, DOCUMENTS)) {
      const indexed = await addKnownVectors(indexing, documents);
      await indexing.engine.write(indexed, [], indexing.embedder.identify());
      lacking.push(
        ...indexed
          .filter(({ semanticText, vector }) => semanticText !== undefined && !vector)
          .map(({ index }) => index),
      );
      done += documents.length;
    }
    done += await removeGone(indexing, changes);
    if (lacking.length > 0) await noteMeaning(indexing.db, changes.sourceId, changes.whole ? null : lacking);
    await forgetChanges(indexing.db, "WORDS", changes);
  }
  if (done > 0) await indexing.engine.settle();
  return done;
}

/** So long whole sources wait for their directions while jobs run, which need the processor themselves. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Makes the directions that are lacking, and brings them into the index.
 * @param isBusy whether jobs run: then whole sources wait a while. Asked only where one waits
 * @returns features done
 */
export async function indexMeaning(
  indexing: Indexing,
  { isBusy }: { isBusy: () => Promise<boolean> },
): Promise<number> {
  const { db, engine, embedder, signal } = indexing;
  let done = 0;
  for (const changes of await listChanges(db, "MEANING", CHANGES)) {
    const isPatient = changes.whole && Date.now() - changes.oldest.getTime() < PATIENCE_MS;
    if (isPatient && (await isBusy())) continue;
    for await (const documents of readChanged(indexing, changes, EMBEDDED)) {
      const telling = documents.filter(({ semanticText }) => semanticText !== undefined);
      const vectors = await embedder.embed(
        telling.map(({ semanticText = "" }) => semanticText),
        signal,
      );
      await engine.write(
        telling.map((document, i) => ({ ...document, vector: vectors[i] })),
        [],
        embedder.identify(),
      );
      done += documents.length;
    }
    await forgetChanges(db, "MEANING", changes);
  }
  // Another embedder takes over once it has given as many directions as there are to give.
  if (done > 0 && (await listChanges(db, "MEANING", 1)).length === 0) await activateEmbedder(db, embedder.identify());
  return done;
}

/** Asks for directions by the embedder that is set, where those that are searched are another's. */
export async function replaceEmbedder({ db, embedder }: Pick<Indexing, "db" | "embedder">): Promise<void> {
  const active = await findActiveEmbedder(db);
  if (!active || isSameEmbedder(active, embedder.identify())) return;
  const asked = (await listChanges(db, "MEANING", CHANGES)).some(({ whole }) => whole);
  if (!asked) await noteAllSources(db, "MEANING");
}

async function* readChanged(
  { db, signal }: Indexing,
  { sourceId, whole, indices }: SourceChanges,
  size: number,
): AsyncGenerator<SearchDocument[]> {
  let after = -1;
  for (let from = 0; ; from += size) {
    signal.throwIfAborted();
    const some = indices.slice(from, from + size);
    if (!whole && some.length === 0) return;
    const rows = await readDocuments(db, sourceId, whole ? { after, limit: size } : { indices: some });
    if (rows.length > 0) yield rows.map(buildDocument);
    if (whole && rows.length < size) return;
    after = rows.at(-1)?.index ?? after;
  }
}

async function addKnownVectors(
  { db, embedder }: Indexing,
  documents: readonly SearchDocument[],
): Promise<IndexedDocument[]> {
  const hashes = documents.map(({ semanticText }) => (semanticText === undefined ? undefined : hashText(semanticText)));
  const known = await findTextEmbeddings(
    db,
    embedder.identify(),
    hashes.filter((hash) => hash !== undefined),
  );
  return documents.map((document, i) => ({ ...document, vector: known.get(hashes[i] ?? "") }));
}

/** Documents whose features are no more, are dead or are not listed. */
async function removeGone(
  { db, engine, embedder, signal }: Indexing,
  { sourceId, whole, indices }: SourceChanges,
): Promise<number> {
  const held = new Set(await engine.listIndices(sourceId));
  const suspects = whole ? [...held] : indices.filter((index) => held.has(index));
  const gone: FeatureKey[] = [];
  for (let from = 0; from < suspects.length; from += CHANGES) {
    signal.throwIfAborted();
    const some = suspects.slice(from, from + CHANGES);
    const rows = await readDocuments(db, sourceId, { indices: some });
    const present = new Set(rows.map(({ index }) => index));
    gone.push(...some.filter((index) => !present.has(index)).map((index) => ({ sourceId, index })));
  }
  await engine.write([], gone, embedder.identify());
  return gone.length;
}
