import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { formatKey } from "#lib/search/document.ts";
import type { Found, IndexedDocument, SearchEngine, SearchFilter, WordSearch } from "#lib/search/engines/engine.ts";
import { openMeilisearchEngine } from "#lib/search/engines/meilisearch/meilisearch-engine.ts";
import { removeIndexes } from "#lib/search/engines/meilisearch/remove-indexes.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { PLANTED, saveDirections, searchDocument, topicVector } from "#test/support/search-documents.ts";

/** What every engine does. Nobody who searches asks which it is. */
const ENGINES: {
  name: string;
  open: (database: TestDatabase) => Promise<SearchEngine>;
  /** Removes what a server keeps of it. */
  clear?: () => Promise<void>;
}[] = [{ name: "postgres", open: async ({ db }) => openPostgresEngine(db) }];

const { MEILI_URL: url, MEILI_KEY: key } = env;
if (url) {
  const settings = { url, key, index: `contract_${randomUUID()}` };
  ENGINES.push({
    name: "Meilisearch",
    open: async () => openMeilisearchEngine(settings),
    clear: () => removeIndexes(settings),
  });
} else process.stdout.write("Skipped: the contract of search engines on Meilisearch, as MEILI_URL is not set.\n");

const ALL: SearchFilter = {
  sources: [1, 2, 3],
  features: 100,
  methods: [],
  score: { min: undefined, max: undefined },
  density: { min: undefined, max: undefined },
};

const DOCUMENTS: IndexedDocument[] = [
  searchDocument({ sourceId: 1, index: 0, label: "whales and dolphins", topic: "sea", score: 0.9, density: 0.001 }),
  searchDocument({ sourceId: 1, index: 1, label: "ships at sea", topic: "sea", score: 0.4, density: 0.01 }),
  searchDocument({ sourceId: 1, index: 2, label: "courts and judges", topic: "law", score: 0.7, density: 0.02 }),
  searchDocument(
    {
      sourceId: 1,
      index: 3,
      label: "“)”, “});”; weakly “return”",
      topTokens: [")", "});"],
      topic: "code",
      density: 0.05,
    },
    "token-statistics",
  ),
  searchDocument({ sourceId: 2, index: 0, label: "bread, cheese and other food", topic: "food", score: 0.2 }),
  searchDocument({ sourceId: 2, index: 1, topTokens: [" whale", " whales"], score: null, density: 0.002 }),
  searchDocument({ sourceId: 2, index: 2, outputTokens: [" whale", " boat"], density: 0.003 }),
  searchDocument({ sourceId: 2, index: 3, label: "cooking verbs", topic: "food", score: 0.9, density: 0.5 }),
  searchDocument({ sourceId: 3, index: 0, label: "crème brûlée and 海の動物", topic: "food", score: -0.1 }),
];

for (const { name, open, clear } of ENGINES) {
  describe(`the ${name} engine`, () => {
    let database: TestDatabase;
    let engine: SearchEngine;
    beforeAll(async () => {
      database = await createTestDatabase();
      engine = await open(database);
      await engine.prepare();
      await engine.prepare();
      await saveDirections(database.db, DOCUMENTS);
    });
    beforeEach(async () => {
      const rebuild = await engine.startRebuild(PLANTED);
      await rebuild.write(DOCUMENTS);
      await rebuild.finish();
    });
    afterAll(async () => {
      await engine?.close();
      await clear?.();
      await database?.drop();
    });

    const matchWords: (query: string, ...how: Parameters<WordSearch>) => ReturnType<WordSearch> = async (
      query,
      ...how
    ) => (await engine.readWords(query))(...how);
    const words = async (query: string, filter: Partial<SearchFilter> = {}) =>
      (await matchWords(query, { ...ALL, ...filter }, 50)).found.map(formatKey);
    const meaning = async (vector: Float32Array, filter: Partial<SearchFilter> = {}, limit = 50) =>
      (await engine.matchMeaning(vector, { ...ALL, ...filter }, limit, PLANTED)).found.map(formatKey);

    describe("by words", () => {
      test("a label counts more than a token, a token more than what is promoted", async () => {
        expect(await words("whale")).toEqual(["1-0", "2-1", "2-2"]);
      });

      test("more of the query's words are better, and rare ones count more", async () => {
        expect((await words("whales and dolphins"))[0]).toBe("1-0");
        expect((await words("other judges"))[0]).toBe("1-2");
      });

      test("forms of a word, accents and other scripts are found", async () => {
        expect(await words("judge")).toEqual(["1-2"]);
        expect(await words("creme brulee")).toEqual(["3-0"]);
        expect(await words("動物")).toEqual(["3-0"]);
      });

      test("signs are found", async () => {
        expect((await words("});"))[0]).toBe("1-3");
      });

      test("a misspelt word finds what it was meant to, and says so", async () => {
        for (const typo of ["dolhpins", "dolphnis", "dolphinss"]) {
          const { found, corrected } = await matchWords(typo, ALL, 50);
          expect(found.map(formatKey), typo).toEqual(["1-0"]);
          expect(corrected).toEqual([{ from: typo, to: ["dolphins"] }]);
        }
      });

      test("how well it matches is between 0 and 1, and falls", async () => {
        const { found, total } = await matchWords("whales food sea", ALL, 50);
        const values = found.map((one) => one.words);
        expect(total).toBe(found.length);
        expect(values).toEqual(values.toSorted((a, b) => b - a));
        for (const value of values) expect(value).toBeGreaterThan(0);
        for (const value of values) expect(value).toBeLessThanOrEqual(1);
      });

      test("what nothing has finds nothing", async () => {
        expect(await words("xylophone")).toEqual([]);
        expect(await words("' : & | ! ( \\ *")).toEqual(expect.any(Array));
      });

      test("a query of signs of the engine's own language is only text", async () => {
        for (const query of [`"sea`, `sea' OR 1=1`, `sea:*`, `!sea`, `sea & `, `\\`, `sea -ships`, `source = 1`])
          await expect(words(query), query).resolves.toEqual(expect.any(Array));
      });

      test("the limit cuts the ranking, not the count", async () => {
        const { found, total } = await matchWords("whale", ALL, 1);
        expect(found.map(formatKey)).toEqual(["1-0"]);
        expect(total).toBe(3);
      });
    });

    describe("by meaning", () => {
      test("the nearest come first, with their cosines", async () => {
        const { found } = await engine.matchMeaning(topicVector("sea"), ALL, 2, PLANTED);
        expect(found.map(formatKey).toSorted()).toEqual(["1-0", "1-1"]);
        for (const { meaning: cosine, ...key } of found) {
          const vector = DOCUMENTS.find((document) => formatKey(document) === formatKey(key))?.vector;
          expect(Math.abs(cosine - (vector?.[0] ?? 0))).toBeLessThan(2e-3);
        }
      });

      test("documents without a direction are not found", async () => {
        expect(await meaning(topicVector("sea"))).not.toContain("2-1");
      });

      test("directions of another embedder are not compared", async () => {
        const other = { name: "other", version: 1, model: "other" };
        const { found } = await engine.matchMeaning(topicVector("sea"), ALL, 5, other);
        expect(found).toEqual([]);
      });

      test("cosines of chosen features are measured", async () => {
        const keys = DOCUMENTS.map(({ sourceId, index }) => ({ sourceId, index }));
        const measured = await engine.measureMeaning(topicVector("food"), keys, PLANTED);
        const of = (key: string) => measured[DOCUMENTS.findIndex((document) => formatKey(document) === key)];
        expect(measured.map((cosine) => cosine !== null)).toEqual(DOCUMENTS.map(({ vector }) => vector !== undefined));
        expect(of("2-0") ?? 0).toBeGreaterThan(of("1-0") ?? 1);
      });
    });

    describe("filters", () => {
      test("only features of the sources allowed are found, by words, by meaning and in lists", async () => {
        expect(await words("whale", { sources: [2] })).toEqual(["2-1", "2-2"]);
        expect(await words("whale", { sources: [] })).toEqual([]);
        expect(await meaning(topicVector("food"), { sources: [3] })).toEqual(["3-0"]);
        expect((await engine.browse({ ...ALL, sources: [1] }, "score", undefined, 50)).map(formatKey)).toEqual([
          "1-0",
          "1-2",
          "1-1",
          "1-3",
        ]);
        expect([...(await engine.count({ ...ALL, sources: [1, 3] })).bySource]).toEqual(
          expect.arrayContaining([
            [1, 4],
            [3, 1],
          ]),
        );
      });

      test("by method, score and density", async () => {
        expect(await words("});", { methods: ["person"] })).toEqual([]);
        expect(await words("whale", { score: { min: 0.5, max: undefined } })).toEqual(["1-0"]);
        expect(await words("whale", { density: { min: 0.0015, max: 0.0025 } })).toEqual(["2-1"]);
        expect(await meaning(topicVector("food"), { score: { min: undefined, max: 0 } }, 1)).toEqual(["3-0"]);
        const { total, byMethod } = await engine.count({ ...ALL, methods: ["token-statistics"] });
        expect(total).toBe(1);
        expect([...byMethod]).toEqual([["token-statistics", 1]]);
      });
    });

    describe("lists", () => {
      for (const sort of ["score", "density", "newest"] as const) {
        test(`by ${sort}, walking pages meets every document once, forwards and back`, async () => {
          const whole = await engine.browse(ALL, sort, undefined, 50);
          expect(whole.length).toBe(DOCUMENTS.length);
          const cursorAt = (direction: "after" | "before", { sourceId, index, ...found }: Found) => {
            const value = sort === "newest" ? (found.explainedAt?.getTime() ?? null) : found[sort];
            return { direction, key: { sourceId, index, value } };
          };
          const walk = async (direction: "after" | "before", from: Found | undefined) => {
            const walked: Found[] = [];
            for (let last = from; ;) {
              const page = await engine.browse(ALL, sort, last && cursorAt(direction, last), 2);
              walked.push(...page);
              last = page.at(-1);
              if (page.length < 2) return walked.map(formatKey);
            }
          };
          expect(await walk("after", undefined)).toEqual(whole.map(formatKey));
          expect(await walk("before", whole.at(-1))).toEqual(whole.slice(0, -1).map(formatKey).toReversed());
        });
      }

      test("the best scored first, equals by address, those without a score last", async () => {
        expect((await engine.browse(ALL, "score", undefined, 50)).map(formatKey)).toEqual([
          "1-0",
          "2-3",
          "1-2",
          "1-1",
          "2-0",
          "3-0",
          "1-3",
          "2-1",
          "2-2",
        ]);
      });

      test("what is found says what it is sorted and counted by", async () => {
        const [first] = await engine.browse(ALL, "score", undefined, 1);
        expect(first).toMatchObject({ methods: ["person"], explainedAt: new Date("2026-01-01") });
        expect(first?.score).toBeCloseTo(0.9, 6);
        expect(first?.density).toBeCloseTo(0.001, 8);
      });
    });

    describe("changes", () => {
      test("what is put again is found as it is now, what is removed is not found", async () => {
        const changed = searchDocument({ sourceId: 1, index: 0, label: "mountains", topic: "law", score: 0.1 });
        await saveDirections(database.db, [changed]);
        await engine.write([changed], [{ sourceId: 1, index: 1 }], PLANTED);
        await engine.settle();
        expect(await words("whales")).not.toContain("1-0");
        expect(await words("mountain")).toEqual(["1-0"]);
        expect(await words("ships")).toEqual([]);
        expect(await engine.listIndices(1)).toEqual([0, 2, 3]);
        expect((await engine.count(ALL)).total).toBe(DOCUMENTS.length - 1);
        await expect.poll(() => meaning(topicVector("sea"), {}, 2), { timeout: 5_000 }).not.toContain("1-1");
      });

      test("writing twice is writing once", async () => {
        await engine.write(DOCUMENTS, [], PLANTED);
        await engine.write([], [{ sourceId: 9, index: 9 }], PLANTED);
        expect((await engine.count(ALL)).total).toBe(DOCUMENTS.length);
      });

      test("a word is found as soon as its document is written, before anything is counted anew", async () => {
        await engine.write([searchDocument({ sourceId: 3, index: 7, label: "zeppelin" })], [], PLANTED);
        expect(await words("zeppelin")).toEqual(["3-7"]);
      });

      test("directions come after the words, as an embedder gives them", async () => {
        const rebuild = await engine.startRebuild(PLANTED);
        await rebuild.write(DOCUMENTS.map((document) => ({ ...document, vector: undefined })));
        await rebuild.finish();
        expect(await words("ships")).toEqual(["1-1"]);
        await engine.write(
          DOCUMENTS.filter(({ vector }) => vector),
          [],
          PLANTED,
        );
        expect((await meaning(topicVector("sea"), {}, 2)).toSorted()).toEqual(["1-0", "1-1"]);
      });

      test("directions of another embedder come in beside those that are searched", async () => {
        const other = { ...PLANTED, name: "other" };
        const turned = [0, 4]
          .flatMap((i) => DOCUMENTS.slice(i, i + 1))
          .map((one) => ({ ...one, vector: topicVector("law") }));
        await saveDirections(database.db, turned, other);
        await engine.write(turned, [], other);
        const added = searchDocument({ sourceId: 3, index: 8, label: "a late one" });
        await engine.write([added], [], other);
        const found = async (embedder: typeof PLANTED | typeof other) =>
          (await engine.matchMeaning(topicVector("law"), ALL, 50, embedder)).found.map(formatKey).toSorted();
        await expect.poll(() => found(other), { timeout: 5_000 }).toEqual(["1-0", "2-0"]);
        expect(await found(PLANTED)).toEqual(
          DOCUMENTS.filter(({ vector }) => vector)
            .map(formatKey)
            .toSorted(),
        );
        expect(await words("late")).toEqual(["3-8"]);
      });

      test("a rebuild that is not finished changes nothing that is found", async () => {
        const rebuild = await engine.startRebuild(PLANTED);
        await rebuild.write(DOCUMENTS.slice(0, 2));
        expect((await engine.count(ALL)).total).toBe(DOCUMENTS.length);
        await rebuild.finish();
        expect((await engine.count(ALL)).total).toBe(2);
        expect(await engine.listSources()).toEqual([1]);
      });
    });
  });
}
