import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "#scripts/migrations/apply.ts";
import { schemaDifference } from "#scripts/migrations/difference.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("the migrations together make exactly the schema of schema.prisma", async () => {
  expect(await schemaDifference(database.url)).toBe("");
});

test("a migrated database is left alone", async () => {
  expect(await applyMigrations(database.url)).toEqual([]);
});

test("a test database is migrated and empty", async () => {
  expect(await database.db.prisma.model.count()).toBe(0);
});
