import { parentPort, workerData } from "node:worker_threads";
import { setTimeout } from "node:timers/promises";
import { openDb } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { countUnfinishedJobs } from "#lib/jobs/queries/jobs.ts";
import { log } from "#lib/log.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openSearchEngine } from "#lib/search/engines/open-engine.ts";
import { type Indexing, indexMeaning, indexWords, replaceEmbedder } from "#lib/search/index-changes.ts";
import { noteAllSources } from "#lib/search/queries/changes.ts";
import { withIndexLock } from "#lib/search/queries/index-lock.ts";
import { writeIndexError } from "#lib/search/queries/search-state.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import type { IndexerData } from "#workers/search/start-indexer.ts";

/** Between two looks at what changed. */
const POLL_MS = 1_000;
/** After a failure, doubled with each further one. */
const RETRY_MS = 2_000;
const RETRY_MS_MAX = 60_000;
const POOL_SIZE = 4;

const { databaseUrl } = workerData as IndexerData; // what startIndexer passes
const db = openDb(databaseUrl, POOL_SIZE);
const stop = new AbortController();
parentPort?.once("message", () => stop.abort());

const engine = openSearchEngine(db);
const embedder = openStoredEmbedder(db, readEmbedderSettings);
const indexing: Indexing = { db, engine, embedder, signal: stop.signal };

let prepared = false;

/** @returns features brought into the index; undefined when another worker is at it */
async function indexOnce(): Promise<number | undefined> {
  return withIndexLock(db, async () => {
    if (!prepared) {
      await engine.prepare();
      await replaceEmbedder(indexing);
      // Another engine than before, or one that lost what it had.
      if ((await engine.listSources()).length === 0) await noteAllSources(db, "WORDS");
      prepared = true;
    }
    const done = await indexWords(indexing);
    return done + (await indexMeaning(indexing, { isBusy: async () => (await countUnfinishedJobs(db)) > 0 }));
  });
}

async function keepIndexed(): Promise<void> {
  let failures = 0;
  // An error may have been left by a worker that is no more.
  let told = true;
  while (!stop.signal.aborted) {
    let wait = POLL_MS;
    try {
      if ((await indexOnce()) !== undefined && told) {
        await writeIndexError(db, null);
        told = false;
      }
      failures = 0;
    } catch (error) {
      if (stop.signal.aborted) return;
      wait = Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** failures++);
      log.warn({ err: error }, "The search index could not be brought up to date; it is tried again");
      // Where the database itself is away, its error cannot be written either.
      await writeIndexError(db, describeFailure(error)).catch(() => undefined);
      told = true;
    }
    await setTimeout(wait, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

const describeFailure = (error: unknown): string =>
  error instanceof AppError ? error.message : "The search index could not be written; the worker’s log says why.";

await keepIndexed();
await embedder.close();
await engine.close();
await db.close();
parentPort?.close();
