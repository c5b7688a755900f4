import type { Db } from "#lib/db.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import { openSearch, type Search } from "#lib/search/open-search.ts";
import { searchFeatures } from "#lib/search/search-features.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import { type Figure, quantile } from "#scripts/bench/report.ts";
import type { SyntheticCatalog } from "#scripts/bench/search/synthetic-catalog.ts";
import { createDraw } from "#scripts/bench/search/synthetic-words.ts";

const QUERIES = 200;
const WARM_QUERIES = 20;
const SEED = 77;
const READY_POLL_MS = 250;
/** A million directions are read in a minute or two. */
const READY_MS = 15 * 60_000;

/** Whole searches, one after another: each query another one of one to three words, as people type them. */
export async function measureLatency(db: Db, engine: SearchEngine, catalog: SyntheticCatalog): Promise<Figure[]> {
  const { search, embeddingMs } = openSyntheticSearch(db, engine, catalog);
  try {
    const readyStart = performance.now();
    await untilReady(search);
    const ready = (performance.now() - readyStart) / 1_000;
    const words = makeQueries(catalog, { count: WARM_QUERIES + QUERIES, seed: SEED });
    const typos = makeQueries(catalog, { count: WARM_QUERIES + QUERIES, seed: SEED + 1 }).map(misspell);
    return [
      { what: "until the first search is by meaning", value: ready, unit: "s", note: "directions read into memory" },
      ...(await time("by words and meaning", search, words, "both")),
      {
        what: "  of it the embedder",
        value: quantile(embeddingMs, 0.5),
        unit: "ms",
        note: `p95 ${quantile(embeddingMs, 0.95).toFixed(1)} ms; the query's own direction`,
      },
      ...(await time("the same queries again", search, words, "both")),
      ...(await time("by words alone", search, words, "words")),
      ...(await time("by meaning alone", search, words, "meaning")),
      ...(await time("with a misspelt word", search, typos, "both")),
      ...(await time("in one source", search, words, "both", "synthetic/1-res")),
    ];
  } finally {
    await search.close();
  }
}

/** The product's search, but that a query's direction, once computed, is one of those that the documents have. */
function openSyntheticSearch(
  db: Db,
  engine: SearchEngine,
  { vectors }: SyntheticCatalog,
): { search: Search; embeddingMs: number[] } {
  const search = openSearch(db, engine, { embedder: "use-en" });
  const draw = createDraw(SEED);
  const embeddingMs: number[] = [];
  return {
    embeddingMs,
    search: {
      ...search,
      async findMeaning(query) {
        const start = performance.now();
        const meaning = await search.findMeaning(query);
        embeddingMs.push(performance.now() - start);
        return meaning && { ...meaning, vector: vectors.near(draw(vectors.clusters), draw) };
      },
    },
  };
}

/** Searches until meanings are found: what is large is read while searches go on by words. */
async function untilReady(search: Search): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const { items } = await searchFeatures(search, SearchQuery.parse({ q: "ready", by: "meaning" }));
    if (items.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new Error("No feature was found by its meaning: the index has no directions of the bundled embedder.");
}

function makeQueries({ word }: SyntheticCatalog, { count, seed }: { count: number; seed: number }): string[] {
  const draw = createDraw(seed);
  return Array.from({ length: count }, () => Array.from({ length: 1 + draw(3) }, () => word(draw)).join(" "));
}

/** Two letters in the middle of the first word change places. */
function misspell(query: string): string {
  const at = Math.min(2, query.length - 2);
  return `${query.slice(0, at)}${query[at + 1] ?? ""}${query[at] ?? ""}${query.slice(at + 2)}`;
}

async function time(
  what: string,
  search: Search,
  queries: readonly string[],
  by: SearchQuery["by"],
  source?: string,
): Promise<Figure[]> {
  const times: number[] = [];
  let before = process.cpuUsage();
  for (const [i, q] of queries.entries()) {
    const query = SearchQuery.parse({ q, by, source });
    if (i === WARM_QUERIES) before = process.cpuUsage();
    const start = performance.now();
    await searchFeatures(search, query);
    if (i >= WARM_QUERIES) times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  // On a machine that does other work too, the time says more of the others than of the search.
  const processor = (user + system) / 1_000 / times.length;
  const note = `p95 ${quantile(times, 0.95).toFixed(1)} ms, ${times.length} queries; ${processor.toFixed(1)} ms of processor in this process each`;
  return [{ what, value: quantile(times, 0.5), unit: "ms", note }];
}
