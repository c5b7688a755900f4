import { setTimeout } from "node:timers/promises";
import cliProgress from "cli-progress";
import { openDb } from "#lib/db.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openSearchEngine } from "#lib/search/engines/open-engine.ts";
import { countSearchable } from "#lib/search/queries/search-sources.ts";
import { withIndexLock } from "#lib/search/queries/index-lock.ts";
import { rebuildIndex } from "#lib/search/rebuild-index.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import { withDatabaseOf } from "#scripts/setup/open-database.ts";

const LOCK_POLL_MS = 250;

/** `npm run reindex`: makes the search index anew from the catalog, while the one before goes on answering, in a running copy too. */
await withDatabaseOf(
  async (url) => {
    const db = openDb(url);
    const engine = openSearchEngine(db);
    const embedder = openStoredEmbedder(db, readEmbedderSettings);
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    const bar = new cliProgress.SingleBar({
      format: "  {bar} {percentage}%  {value} of {total} features  {eta_formatted}",
    });
    const rebuild = async () => {
      bar.start(await countSearchable(db), 0);
      return rebuildIndex({ db, engine, embedder, signal: stop.signal }, (count) => bar.update(count)).finally(() =>
        bar.stop(),
      );
    };
    try {
      let done = await withIndexLock(db, rebuild);
      if (done === undefined) console.log("Waiting for a worker that is bringing the index up to date …");
      while (done === undefined) {
        await setTimeout(LOCK_POLL_MS, undefined, { signal: stop.signal });
        done = await withIndexLock(db, rebuild);
      }
      console.log(`The ${engine.name} index has ${done.toLocaleString("en")} features.`);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      console.log("Stopped; the index before is in use as it was.");
      process.exitCode = 130;
    } finally {
      await embedder.close();
      await engine.close();
      await db.close();
    }
  },
  { besideProduct: true },
);
