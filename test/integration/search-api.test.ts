import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { searchContract, suggestContract } from "#lib/api/contracts.ts";
import type { SearchPage } from "#lib/search/search-views.ts";
import { callApi } from "#test/support/api.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation, buildScore } from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";
import { indexCatalog } from "#test/support/index-catalog.ts";

const TEXTS = [
  "whales, dolphins and other animals of the sea",
  "judges, courts and the law",
  "closing brackets in program code",
  "bread, cheese and other food",
  "sailing ships in a storm",
];
/** Nowhere but in what may not be found. */
const HIDDEN = "zanzibar";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const size = { features: 40 };
  await buildCatalog(db, {
    documents: 12,
    sources: {
      "2-res-4k": size,
      "3-tc-4k": size,
      "4-res-unlisted": { ...size, visibility: "UNLISTED" },
      "5-res-private": { ...size, visibility: "PRIVATE" },
    },
  });
  await buildCatalog(db, { model: "kept-private", visibility: "PRIVATE", documents: 8, seed: 2 });
  await buildCatalog(db, { model: "kept-unlisted", visibility: "UNLISTED", documents: 8, seed: 3 });
  for (const [index, text] of TEXTS.entries()) {
    const id = await buildExplanation(db, { index, text, author: "Ada" });
    await buildScore(db, id, { value: 0.9 - index / 10 });
    await buildExplanation(db, { index, source: "3-tc-4k", text: `${text}, again`, author: "Ada" });
  }
  for (const at of [
    { source: "4-res-unlisted" },
    { source: "5-res-private" },
    { model: "kept-private" },
    { model: "kept-unlisted" },
  ])
    await buildExplanation(db, { ...at, index: 1, text: `${HIDDEN} and whales`, author: "Ada" });
  await indexCatalog(db);
  // Settings are read once, when first imported.
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", database.url);
});
afterAll(async () => {
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
  await database.drop();
});

async function find(query: string): Promise<SearchPage> {
  const response = await callApi(`/api/v1/search?${query}`);
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  expect(searchContract.response.parse(body)).toEqual(body);
  return body;
}

async function suggest(q: string): Promise<{ kind: string; label: string; detail: string; path: string }[]> {
  const response = await callApi(`/api/v1/suggest?${new URLSearchParams({ q })}`);
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  expect(suggestContract.response.parse(body)).toEqual(body);
  return body.items;
}

describe("search", () => {
  test("finds a concept in other words than its explanation has", async () => {
    const { items, meaning } = await find("q=ocean+mammals");
    expect(meaning).toBe("used");
    expect(items.slice(0, 2).map(({ explanation }) => explanation?.text)).toEqual([TEXTS[0], `${TEXTS[0]}, again`]);
  });

  test("forgives a slip of the pen, says what it took it for and marks it", async () => {
    const { items, corrected } = await find("q=dolhpins&by=words");
    expect(corrected).toEqual([{ from: "dolhpins", to: ["dolphins"] }]);
    const [from = 0, to = 0] = items[0]?.highlights.explanation[0] ?? [];
    expect(items[0]?.explanation?.text.slice(from, to)).toBe("dolphins");
  });

  test.each(["q=sea+food+law+brackets+ships", "", "sort=density", "sort=newest&layer=2"])(
    "pages of “%s” join to all that match, each once",
    async (query) => {
      const seen: string[] = [];
      let total = -1;
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: SearchPage = await find(`${query}&limit=7&cursor=${cursor}`);
        seen.push(...page.items.map(({ address }) => address));
        total = page.total;
        cursor = page.nextCursor;
      }
      expect(seen.length).toBe(total);
      expect(total).toBeGreaterThan(7);
      expect(new Set(seen).size).toBe(total);
    },
  );

  test("a filter leaves as many as its count said, given once or several times", async () => {
    const all = await find("q=whales&by=words");
    const count = all.facets.layer.find(({ value }) => value === "3")?.count ?? 0;
    expect(count).toBeGreaterThan(0);
    const filtered = await find("q=whales&by=words&layer=3");
    expect(filtered.total).toBe(count);
    expect(filtered.items.every(({ layer }) => layer === 3)).toBe(true);
    expect((await find("q=whales&by=words&layer=2&layer=3")).total).toBe(all.total);
    expect((await find("q=whales&by=words&layer=2,3")).total).toBe(all.total);
  });

  test("without a text lists everything, best explained first", async () => {
    const { items } = await find("limit=3");
    expect(items.map(({ explanation }) => explanation?.text)).toEqual(TEXTS.slice(0, 3));
    expect(items[0]?.match).toBeNull();
  });

  test.each([
    `q=${"x".repeat(401)}`,
    "kind=cat",
    "scoreMin=2",
    "limit=101",
    "cursor=abc",
    "colour=red",
    "sort=colour",
    "by=luck",
  ])("%s is a problem with status 400", async (query) => {
    const response = await callApi(`/api/v1/search?${query}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  });

  test("a cursor of another search is refused", async () => {
    const { nextCursor } = await find("q=sea+food&limit=1");
    expect((await callApi(`/api/v1/search?q=law&cursor=${nextCursor}`)).status).toBe(400);
  });
});

describe("suggest", () => {
  const paths = async (q: string) => (await suggest(q)).map(({ kind, path }) => `${kind} ${path}`);

  test("a beginning leads to models and sources that have it in their names", async () => {
    expect((await paths("tiny"))[0]).toBe("model /tiny-llama-7m");
    expect((await paths("res-4k"))[0]).toBe("source /tiny-llama-7m/2-res-4k");
    expect(await paths("tiny-llama-7m/")).toEqual([
      "source /tiny-llama-7m/2-res-4k",
      "source /tiny-llama-7m/3-tc-4k",
      "search /search?q=tiny-llama-7m%2F&by=both",
    ]);
  });

  test("a source with digits leads to its features, with or without the model", async () => {
    const features = ["1", "10", "11", "12", "13", "14"].map((index) => `feature /tiny-llama-7m/2-res-4k/${index}`);
    expect((await paths("2-res-4k/1")).slice(0, 6)).toEqual(features);
    expect((await paths("https://example.org/tiny-llama-7m/2-res-4k/1")).slice(0, 6)).toEqual(features);
    expect((await suggest("2-res-4k/1"))[0]?.detail).toBe(TEXTS[1]);
  });

  test("a source alone leads to its best explained features", async () => {
    expect((await paths("tiny-llama-7m/2-res-4k/")).slice(0, 3)).toEqual(
      [0, 1, 2].map((index) => `feature /tiny-llama-7m/2-res-4k/${index}`),
    );
  });

  test("words lead to the search for them and to the best it finds", async () => {
    const [first, second] = await suggest("ocean mammals");
    expect(first).toMatchObject({ kind: "search", label: "ocean mammals", path: "/search?q=ocean+mammals" });
    expect(second).toMatchObject({ kind: "feature", path: "/tiny-llama-7m/2-res-4k/0", detail: TEXTS[0] });
  });

  test("nothing leads nowhere, and what only looks like a path is searched for", async () => {
    expect(await suggest("  ")).toEqual([]);
    for (const typed of ["whales/dolphins", "' OR 1=1 --/%_/", "24/7"])
      expect((await paths(typed))[0]).toBe(`search /search?${new URLSearchParams({ q: typed })}`);
    expect((await paths("whales/dolphins"))[1]).toBe("feature /tiny-llama-7m/2-res-4k/0");
  });
});

describe("what is not listed", () => {
  const HIDDEN_NAMES = /unlisted|private|zanzibar/;

  test.each([
    "",
    "q=whales",
    `q=${HIDDEN}`,
    "q=animals&by=meaning",
    "sort=newest",
    "source=tiny-llama-7m/5-res-private",
  ])("is not found by “%s”, nor counted", async (query) => {
    const { items, facets } = await find(`${query}&limit=100`);
    expect(JSON.stringify({ items, facets })).not.toMatch(HIDDEN_NAMES);
  });

  test.each([
    "kept",
    "kept-private",
    "kept-private/",
    "kept-unlisted/2-res-4k/1",
    "res",
    "4-res",
    "4-res-unlisted/1",
    "tiny-llama-7m/",
    "tiny-llama-7m/5-res-private/1",
    "whales",
    HIDDEN,
  ])("is not suggested for “%s”", async (typed) => {
    const items = await suggest(typed);
    expect(JSON.stringify(items.filter(({ kind }) => kind !== "search"))).not.toMatch(HIDDEN_NAMES);
  });

  test("is gone from both as soon as it is hidden, before the index knows", async () => {
    const source = { slug: "3-tc-4k" };
    await database.db.prisma.source.updateMany({ where: source, data: { visibility: "PRIVATE" } });
    try {
      const { items, facets } = await find("q=whales&limit=100");
      expect(items.length).toBeGreaterThan(0);
      expect(JSON.stringify({ items, facets })).not.toContain("3-tc-4k");
      expect(JSON.stringify((await suggest("3-tc")).slice(0, -1))).not.toContain("3-tc-4k");
    } finally {
      await database.db.prisma.source.updateMany({ where: source, data: { visibility: "PUBLIC" } });
    }
  });
});
