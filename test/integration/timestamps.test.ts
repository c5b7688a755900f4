import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDb } from "#lib/db.ts";
import { browseDocuments } from "#lib/search/engines/postgres/browse-documents.ts";
import { openPostgresEngine } from "#lib/search/engines/postgres/postgres-engine.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { PLANTED, searchDocument } from "#test/support/search-documents.ts";

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test.each(["Asia/Tokyo", "America/New_York", "UTC"])("a time is the same to all who read it, in %s", async (zone) => {
  vi.stubEnv("TZ", zone);
  const { db } = database;
  const made = await db.prisma.searchChange.create({ data: { sourceId: 1, stage: "WORDS" } });
  expect(Math.abs(made.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
  const { rows } = await db.pool.query<{ createdAt: Date; same: boolean }>(
    `SELECT "createdAt", "createdAt" = $2 AS same FROM "SearchChange" WHERE id = $1`,
    [made.id, made.createdAt],
  );
  expect(rows).toEqual([{ createdAt: made.createdAt, same: true }]);
});

test("a server of another zone says the same time", async () => {
  const { db, url } = database;
  await db.pool.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET timezone = 'Asia/Tokyo'`);
  const other = openDb(url, 1);
  const { rows } = await other.pool.query<{ createdAt: Date }>(
    `INSERT INTO "SearchChange" ("sourceId", stage) VALUES (1, 'WORDS') RETURNING "createdAt"`,
  );
  await other.close();
  expect(Math.abs((rows[0]?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("what was explained last is listed first, whatever zone it was written in and is read in", async () => {
  const engine = openPostgresEngine(database.db);
  const at = (hour: number) => new Date(Date.UTC(2026, 5, 1, hour));
  for (const [index, zone] of ["Asia/Tokyo", "UTC", "America/New_York"].entries()) {
    vi.stubEnv("TZ", zone);
    await engine.write([{ ...searchDocument({ index, label: "a" }), explainedAt: at(index) }], [], PLANTED);
  }
  const none = { min: undefined, max: undefined };
  const filter = { sources: [1], features: 3, methods: [], score: none, density: none };
  const listed = await browseDocuments(database.db, filter, "newest", undefined, 10);
  expect(listed.map(({ explainedAt }) => explainedAt)).toEqual([at(2), at(1), at(0)]);
  const after = { direction: "after", key: { sourceId: 1, index: 2, value: at(2).getTime() } } as const;
  expect((await browseDocuments(database.db, filter, "newest", after, 10)).map(({ index }) => index)).toEqual([1, 0]);
});
