import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import type { SearchEngine } from "#lib/search/engines/engine.ts";
import { openSearchEngine } from "#lib/search/engines/open-engine.ts";
import { openSearch } from "#lib/search/open-search.ts";
import { searchFeatures } from "#lib/search/search-features.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import { suggest } from "#lib/search/suggest.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation } from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";
import { indexCatalog } from "#test/support/index-catalog.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db, { sources: { "2-res-4k": { features: 30 } }, documents: 8 });
  await buildExplanation(database.db, { index: 1, text: "whales and dolphins", author: "Ada" });
  await indexCatalog(database.db);
});
afterAll(() => database.drop());

const bundled = EmbedderSettings.parse({ embedder: "use-en" });
/** Nothing listens on port 1. */
const noEmbedder = EmbedderSettings.parse({
  embedder: "openai-compatible",
  baseUrl: "http://127.0.0.1:1/v1",
  model: "none",
  maxRetries: 0,
});

/** An engine whose server is away: everything it is asked fails as its calls promise to. */
function awayEngine(): SearchEngine {
  const away = () => Promise.reject(new AppError("unavailable", "The search engine gives no answer."));
  return { ...openSearchEngine(database.db), readWords: away, matchMeaning: away, browse: away, count: away };
}

test("an engine that is away is an error, with a text and without", async () => {
  const search = openSearch(database.db, awayEngine(), bundled);
  for (const q of ["whales", ""])
    await expect(searchFeatures(search, SearchQuery.parse({ q }))).rejects.toMatchObject({ code: "unavailable" });
});

test("with the engine away addresses are suggested all the same", async () => {
  const { items } = await suggest(openSearch(database.db, awayEngine(), bundled), "2-res");
  expect(items.map(({ kind }) => kind)).toEqual(["source", "search"]);
});

test("without the embedder words are searched, and it is said that only words are", async () => {
  // As before any directions were made: then the embedder that is set is asked.
  await database.db.pool.query(`UPDATE "SearchState" SET "embedderId" = NULL`);
  const search = openSearch(database.db, openSearchEngine(database.db), noEmbedder);
  const page = await searchFeatures(search, SearchQuery.parse({ q: "dolphins" }));
  expect([page.meaning, page.items[0]?.address]).toEqual(["unavailable", "tiny-llama-7m/2-res-4k/1"]);
  expect((await suggest(search, "dolphins")).items.map(({ path }) => path)).toContain("/tiny-llama-7m/2-res-4k/1");
});

test("to compare meanings alone without an embedder is an error, not an empty answer", async () => {
  const search = openSearch(database.db, openSearchEngine(database.db), noEmbedder);
  await expect(searchFeatures(search, SearchQuery.parse({ q: "dolphins", by: "meaning" }))).rejects.toMatchObject({
    code: "unavailable",
  });
});
