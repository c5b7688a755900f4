import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";
import { type Indexing, indexMeaning, indexWords, replaceEmbedder } from "#lib/search/index-changes.ts";
import { openSearch, type Search } from "#lib/search/open-search.ts";
import { readLag } from "#lib/search/queries/changes.ts";
import { findActiveEmbedder } from "#lib/search/queries/search-state.ts";
import { rebuildIndex } from "#lib/search/rebuild-index.ts";
import { searchFeatures, type SearchPaging } from "#lib/search/search-features.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation, buildScore } from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";
import { startFakeEmbeddings } from "#test/support/fake-embeddings.ts";

let database: TestDatabase;
let embeddings: Awaited<ReturnType<typeof startFakeEmbeddings>>;
let indexing: Indexing;
let search: Search;

const settingsOf = (model: string) =>
  EmbedderSettings.parse({
    embedder: "openai-compatible",
    baseUrl: embeddings.url,
    model,
    dimensions: 512,
    maxRetries: 0,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  embeddings = await startFakeEmbeddings();
  const { db } = database;
  await buildCatalog(db, {
    sources: {
      "2-res-4k": { features: 40 },
      "3-tc-4k": { features: 30 },
      "1": { features: 20 },
      "5-res-4k": { features: 30 },
    },
  });
  await buildCatalog(db, { model: "other", sources: { "2-res-4k": { features: 25 } }, seed: 2 });
  const engine = openPostgresEngine(db);
  const embedder = openStoredEmbedder(db, () => settingsOf("first"));
  indexing = { db, engine, embedder, signal: new AbortController().signal };
  search = openSearch(db, engine, settingsOf("first"));
  for (let index = 0; index < 12; index++) {
    const source = index % 2 === 0 ? "2-res-4k" : "3-tc-4k";
    const id = await buildExplanation(db, {
      model: "tiny-llama-7m",
      source,
      index,
      author: "ada",
      text: `whales number${index} in the ocean`,
    });
    await buildScore(db, id, { value: index / 20 });
  }
  await bringUpToDate();
});

afterAll(async () => {
  await search?.close();
  await indexing?.embedder.close();
  await embeddings?.close();
  await database?.drop();
});

async function bringUpToDate(): Promise<void> {
  await indexWords(indexing);
  await indexMeaning(indexing, { isBusy: async () => false });
}

const find = (query: Partial<Record<keyof SearchQuery, unknown>>, paging?: SearchPaging) =>
  searchFeatures(search, SearchQuery.parse(query), paging);
const addresses = (page: Awaited<ReturnType<typeof find>>) => page.items.map(({ address }) => address);

test("an explanation is found by its words, marked where they match, with what it was ranked by", async () => {
  const page = await find({ q: "number4 whale" });
  const [first] = page.items;
  expect(first?.address).toBe("tiny-llama-7m/2-res-4k/4");
  const text = first?.explanation?.text ?? "";
  expect(first?.highlights.explanation.map(([from, to]) => text.slice(from, to))).toEqual(["whales", "number4"]);
  expect(first?.match?.words).toBeGreaterThan(0);
  expect(first?.match?.meaning).toBeGreaterThan(0);
  expect(page).toMatchObject({ meaning: "used", behind: 0, corrected: [] });
});

test("a dead feature is not found, nor one that is no more", async () => {
  const live = await database.db.prisma.feature.count({ where: { activeTokens: { gt: 0 } } });
  expect((await find({})).total).toBe(live);
});

test("a change is found once it is in the index, which says how far behind it is until then", async () => {
  const { db } = database;
  const id = await buildExplanation(db, {
    model: "tiny-llama-7m",
    source: "1",
    index: 3,
    author: "ada",
    text: "zeppelins",
  });
  expect((await find({ q: "zeppelins", by: "words" })).items).toEqual([]);
  expect((await readLag(db)).words).toBe(1);
  expect((await find({ q: "zeppelins" })).behind).toBe(1);
  await bringUpToDate();
  expect(addresses(await find({ q: "zeppelins" }))[0]).toBe("tiny-llama-7m/1/3");
  expect((await find({ q: "zeppelins" })).behind).toBe(0);
  await db.prisma.explanation.update({ where: { id }, data: { retiredAt: new Date() } });
  await bringUpToDate();
  expect((await find({ q: "zeppelins", by: "words" })).items).toEqual([]);
});

test("what is rolled back leaves no change behind", async () => {
  const { db } = database;
  await inTransaction(db, async (client) => {
    await client.query(`UPDATE "Feature" SET density = density + 0.1`);
    throw new Error("no");
  }).catch(() => undefined);
  expect(await readLag(db)).toMatchObject({ words: 0, meaning: 0, since: null });
});

test("each count beside a filter is what the filter leaves", async () => {
  for (const query of [
    { q: "whales in the ocean", by: "words" },
    {},
    { q: "ocean", source: "tiny-llama-7m/2-res-4k" },
  ] as const) {
    const { facets, ...page } = await find(query);
    for (const [filter, values] of Object.entries(facets)) {
      for (const { value, count } of values) {
        const filtered = await find({ ...query, [filter]: value });
        expect(filtered.total, `${JSON.stringify(query)} ${filter} ${value}`).toBe(count);
      }
    }
    expect(page.total).toBeGreaterThan(0);
  }
});

test("pages neither repeat nor skip a feature while the catalog changes", async () => {
  const { db } = database;
  const whole = addresses(await find({ q: "whales in the ocean" }, { limit: 100 }));
  expect(whole.length).toBeGreaterThan(10);
  const walked: string[] = [];
  let cursor: string | undefined;
  for (let number = 0; number < 50; number++) {
    const page = await find({ q: "whales in the ocean" }, { limit: 5, cursor });
    walked.push(...addresses(page));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
    // Another feature would come first now.
    await buildExplanation(db, {
      model: "other",
      source: "2-res-4k",
      index: number,
      author: "ada",
      text: "whales in the ocean",
    });
    await bringUpToDate();
  }
  expect(walked).toEqual(whole);
  const second = await find({ q: "whales in the ocean" }, { limit: 5, cursor });
  expect(second.previousCursor).not.toBeNull();
});

test("pages of everything meet every feature once, forwards and back", async () => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  let last = await find({ sort: "density" }, { limit: 13 });
  for (;;) {
    pages.push(addresses(last));
    cursor = last.nextCursor ?? undefined;
    if (cursor === undefined) break;
    last = await find({ sort: "density" }, { limit: 13, cursor });
  }
  const walked = pages.flat();
  expect(new Set(walked).size).toBe(walked.length);
  expect(walked.length).toBe((await find({})).total);
  for (const page of pages.slice(0, -1).toReversed()) {
    last = await find({ sort: "density" }, { limit: 13, cursor: last.previousCursor ?? "" });
    expect(addresses(last)).toEqual(page);
  }
  expect(last.previousCursor).toBeNull();
});

test("a cursor of another query is refused", async () => {
  const { nextCursor } = await find({ q: "whales" }, { limit: 2 });
  await expect(find({ q: "ocean" }, { cursor: nextCursor ?? "" })).rejects.toMatchObject({ code: "bad_request" });
});

test("best matches can be put in another order", async () => {
  const page = await find({ q: "whales", by: "words", source: "tiny-llama-7m/2-res-4k", sort: "score" });
  const scores = page.items.map(({ explanation }) => explanation?.score?.value ?? -1);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores[0]).toBeCloseTo(0.5, 5);
});

test("a hidden source is in no result, count or list from the moment it is hidden", async () => {
  const { db } = database;
  await buildExplanation(db, {
    model: "tiny-llama-7m",
    source: "5-res-4k",
    index: 2,
    author: "ada",
    text: "a secret volcano",
  });
  await bringUpToDate();
  expect(addresses(await find({ q: "volcano" }))).toContain("tiny-llama-7m/5-res-4k/2");
  for (const visibility of ["UNLISTED", "PRIVATE"] as const) {
    for (const hide of [
      () => db.prisma.source.updateMany({ where: { slug: "5-res-4k" }, data: { visibility } }),
      () => db.prisma.model.updateMany({ where: { slug: "tiny-llama-7m" }, data: { visibility } }),
    ]) {
      await hide();
      for (const stage of ["before", "after"] as const) {
        if (stage === "after") await bringUpToDate();
        for (const query of [
          { q: "volcano" },
          { q: "volcano", source: "tiny-llama-7m/5-res-4k" },
          {},
          { sort: "newest" },
        ]) {
          const page = await find(query, { limit: 100 });
          expect(JSON.stringify(page), `${stage} ${visibility}`).not.toContain("5-res-4k");
        }
      }
      await db.prisma.source.updateMany({ data: { visibility: "PUBLIC" } });
      await db.prisma.model.updateMany({ data: { visibility: "PUBLIC" } });
      await bringUpToDate();
    }
  }
  expect(addresses(await find({ q: "volcano" }))).toContain("tiny-llama-7m/5-res-4k/2");
});

test("without an answer of the embedder words are searched, and the page says so", async () => {
  const { db, engine } = { db: database.db, engine: indexing.engine };
  const away = EmbedderSettings.parse({ ...settingsOf("first"), timeoutMs: 200 });
  const lost = openSearch(db, engine, away);
  const failing = embeddings.requests.length;
  const page = await searchFeatures(lost, SearchQuery.parse({ q: "number8 whale" }));
  expect(page.meaning).toBe("used");
  expect(embeddings.requests.length).toBe(failing + 1);
  const nobody = openSearch(db, engine, EmbedderSettings.parse({ ...away, baseUrl: "http://127.0.0.1:9/v1" }));
  const wordsOnly = await searchFeatures(nobody, SearchQuery.parse({ q: "number8 whale" }));
  expect(wordsOnly.meaning).toBe("unavailable");
  expect(addresses(wordsOnly)[0]).toBe("tiny-llama-7m/2-res-4k/8");
});

test("an index that was lost is made anew, and nothing waits after", async () => {
  const { db } = database;
  const before = await find({}, { limit: 100 });
  await db.pool.query(`TRUNCATE "SearchDocument", "SearchWord"`);
  await db.prisma.feature.updateMany({ where: { index: 1 }, data: { density: 0.25 } });
  const done = await rebuildIndex(indexing);
  expect(done).toBe(before.total);
  const after = await find({}, { limit: 100 });
  expect(addresses(after)).toEqual(addresses(before));
  expect(after.behind).toBe(0);
});

test("another embedder takes over once it has given every direction, and search goes on meanwhile", async () => {
  const { db, engine } = { db: database.db, engine: indexing.engine };
  const embedder = openStoredEmbedder(db, () => settingsOf("second"));
  const next: Indexing = { ...indexing, embedder };
  try {
    await replaceEmbedder(next);
    await replaceEmbedder(next);
    await indexWords(next);
    expect(await findActiveEmbedder(db)).toEqual(indexing.embedder.identify());
    expect((await find({ q: "number4 whale" })).meaning).toBe("used");
    await indexMeaning(next, { isBusy: async () => false });
    expect(await findActiveEmbedder(db)).toEqual(embedder.identify());
    const after = openSearch(db, engine, settingsOf("second"));
    const page = await searchFeatures(after, SearchQuery.parse({ q: "whales number4 in the ocean" }));
    expect(page.meaning).toBe("used");
    expect(page.items[0]?.address).toBe("tiny-llama-7m/2-res-4k/4");
    expect(page.items[0]?.match?.meaning).toBeGreaterThan(0.5);
  } finally {
    await embedder.close();
  }
});
