import { type Db, openDb } from "#lib/db.ts";
import { openStoredEmbedder, type StoredEmbedder } from "#lib/search/stored-embedder.ts";
import { openSearch } from "#lib/search/open-search.ts";
import { formatReport } from "#scripts/bench/report.ts";
import { checkCatalog } from "#scripts/bench/search/check-catalog.ts";
import { type BenchEngine, ENGINES } from "#scripts/bench/search/engines.ts";
import { fillIndex } from "#scripts/bench/search/fill-index.ts";
import { type JudgedSet, listJudgedQueries, readJudgedSet } from "#scripts/bench/search/judged-set.ts";
import { measureLatency } from "#scripts/bench/search/latency.ts";
import { presentJudged, presentRelevance, rankQueries } from "#scripts/bench/search/relevance.ts";
import { measureSketches } from "#scripts/bench/search/sketch-recall.ts";
import { writeSyntheticCatalog } from "#scripts/bench/search/synthetic-catalog.ts";
import { computeCatalog, openWorkspace } from "#scripts/bench/workspace.ts";

const EMBEDDER = { embedder: "use-en" } as const;
const SEED = 1;

export type SearchBenchOptions = {
  /** A database with the whole demo catalog, indexed; unset, one is computed, which takes minutes. */
  databaseUrl: string | undefined;
  /** Sizes of the synthetic catalogs that searches are timed on. */
  documents: readonly number[];
};

/** How well the judged queries are answered, and how fast searches are, on every engine there is. */
export async function benchSearch({ databaseUrl, documents }: SearchBenchOptions): Promise<void> {
  try {
    await benchRelevance(databaseUrl);
    for (const size of documents)
      for (const engine of ENGINES) {
        await engine.clear();
        await benchLatency(engine, size);
      }
  } finally {
    for (const engine of ENGINES) await engine.clear();
  }
}

async function benchRelevance(databaseUrl: string | undefined): Promise<void> {
  const judged = readJudgedSet();
  if (databaseUrl !== undefined) {
    const db = openDb(databaseUrl);
    const embedder = openStoredEmbedder(db, () => EMBEDDER);
    try {
      for (const engine of ENGINES) {
        if (engine.outside) await fill(db, engine, embedder);
        await measureRelevance(db, engine, judged);
      }
      await reportSketches(db);
    } finally {
      await embedder.close();
      await db.close();
    }
    return;
  }
  const workspace = await openWorkspace();
  const embedder = openStoredEmbedder(workspace.db, () => EMBEDDER);
  try {
    await computeCatalog(workspace, "whole");
    for (const engine of ENGINES) {
      await fill(workspace.db, engine, embedder);
      await measureRelevance(workspace.db, engine, judged);
    }
    await reportSketches(workspace.db);
  } finally {
    await embedder.close();
    await workspace.close();
  }
}

async function fill(db: Db, { open }: BenchEngine, embedder: StoredEmbedder): Promise<void> {
  const engine = open(db);
  await fillIndex({ db, engine, embedder, signal: new AbortController().signal });
  await engine.close();
}

async function measureRelevance(db: Db, { name, open }: BenchEngine, judged: JudgedSet): Promise<void> {
  await checkCatalog(db, judged);
  const queries = listJudgedQueries(judged);
  const search = openSearch(db, open(db), EMBEDDER);
  try {
    const rankings = await rankQueries(search, queries);
    for (const half of ["test", "tune"] as const) {
      const own = queries.filter((query) => query.half === half);
      const title = `Relevance on ${name}, ${half} half: ${own.length} queries for ${new Set(own.map(({ concept }) => concept)).size} concepts`;
      console.log(formatReport(title, presentRelevance(rankings, queries, half)));
    }
    console.log(formatReport(`Judgements on ${name}`, [presentJudged(rankings, queries)]));
  } finally {
    await search.close();
  }
}

/** Judged are searches of a catalog in which all directions are compared; this is what a larger one would miss. */
async function reportSketches(db: Db): Promise<void> {
  console.log(formatReport("Sketches of directions", await measureSketches(db)));
}

async function benchLatency({ name, open }: BenchEngine, documents: number): Promise<void> {
  const workspace = await openWorkspace();
  try {
    const engine = open(workspace.db);
    const start = performance.now();
    const catalog = await writeSyntheticCatalog(workspace.db, engine, { documents, seed: SEED });
    const seconds = (performance.now() - start) / 1_000;
    const written = {
      what: "catalog made and indexed",
      value: documents / seconds,
      unit: "features/s",
      note: `${seconds.toFixed(0)} s`,
    };
    const figures = [written, ...(await measureLatency(workspace.db, engine, catalog))];
    console.log(formatReport(`Searches on ${name}, ${documents.toLocaleString("en")} features`, figures));
  } finally {
    await workspace.close();
  }
}
