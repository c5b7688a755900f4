import { afterAll, beforeAll, expect, test } from "vitest";
import { formatKey } from "#lib/search/document.ts";
import type { SearchFilter } from "#lib/search/engines/engine.ts";
import { chooseReading } from "#lib/search/engines/postgres/choose-reading.ts";
import { type Bounds, matchWords, readQuery } from "#lib/search/engines/postgres/match-words.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildCatalog } from "#test/support/factories.ts";
import { PLANTED, searchDocument } from "#test/support/search-documents.ts";

const FEATURES = 120;
/** In a source of its own. */
const FEW = 10;
const DOCUMENTS = FEATURES + FEW;

let database: TestDatabase;
let many: number;
let few: number;
beforeAll(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db, { sources: { "2-res-4k": { features: FEATURES }, "1": { features: FEW } } });
  const sources = await database.db.prisma.source.findMany({ orderBy: { features: "desc" } });
  [many, few] = [sources[0]?.id ?? 0, sources[1]?.id ?? 0];
  const engine = openPostgresEngine(database.db);
  // Every label says “sea”; of the best scored ones few say it alone. A quarter has no score.
  const label = (index: number) => (index % 3 === 0 ? "the sea" : `the sea and ${"many other words ".repeat(4)}`);
  const documents = [many, few].flatMap((sourceId) =>
    Array.from({ length: sourceId === many ? FEATURES : FEW }, (_, index) =>
      searchDocument({ sourceId, index, label: label(index), score: index % 4 === 0 ? null : (index * 37) % 101 }),
    ),
  );
  await engine.write(documents, [], PLANTED);
  await engine.settle();
});
afterAll(() => database.drop());

const filterOf = (sources: number[], min?: number): SearchFilter => ({
  sources,
  features: (sources.includes(many) ? FEATURES : 0) + (sources.includes(few) ? FEW : 0),
  methods: [],
  score: { min, max: undefined },
  density: { min: undefined, max: undefined },
});

async function find(filter: SearchFilter, bounds: Bounds): Promise<string[]> {
  const read = await readQuery(database.db, "sea");
  const { found } = await matchWords(database.db, read, filter, { limit: DOCUMENTS, documents: DOCUMENTS, bounds });
  return found.map(formatKey);
}

test("a common word finds the best explained that have it, read down the scores", async () => {
  const bounds = { ranked: 50, common: 20 };
  expect(
    chooseReading({ documents: DOCUMENTS, matching: DOCUMENTS, inSources: DOCUMENTS, wanted: bounds.common }),
  ).toBe("score");
  const found = await find(filterOf([many, few]), bounds);
  const best = await database.db.pool.query<{ key: string }>(
    `SELECT "sourceId" || '-' || "index" AS key FROM "SearchDocument" WHERE score IS NOT NULL
     ORDER BY score DESC, "sourceId", "index" LIMIT ${bounds.common}`,
  );
  expect(found.toSorted()).toEqual(best.rows.map(({ key }) => key).toSorted());
});

test("of fewer scored ones than are wanted, those without a score come too", async () => {
  const found = await find(filterOf([many, few]), { ranked: 50, common: DOCUMENTS - 5 });
  expect(found).toHaveLength(DOCUMENTS - 5);
});

test("whichever index is read, the same is found in the same order", async () => {
  const all = { ranked: DOCUMENTS, common: DOCUMENTS };
  expect(chooseReading({ documents: DOCUMENTS, matching: DOCUMENTS, inSources: FEW, wanted: undefined })).toBe(
    "source",
  );
  const byWords = await find(filterOf([many, few]), all);
  expect(byWords).toHaveLength(DOCUMENTS);
  // All of them are wanted of a bound that they pass: the scores are read to their end.
  expect(await find(filterOf([many, few]), { ranked: 1, common: DOCUMENTS })).toEqual(byWords);
  expect(await find(filterOf([few]), all)).toEqual(byWords.filter((key) => key.startsWith(`${few}-`)));
});

test("a filter by score holds down the scores too", async () => {
  const found = await find(filterOf([many, few], 60), { ranked: 50, common: 20 });
  const { rows } = await database.db.pool.query<{ key: string }>(
    `SELECT "sourceId" || '-' || "index" AS key FROM "SearchDocument" WHERE score >= 60`,
  );
  const allowed = new Set(rows.map(({ key }) => key));
  expect(found).toHaveLength(20);
  expect(found.every((key) => allowed.has(key))).toBe(true);
});
