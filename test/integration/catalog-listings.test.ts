import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageOptions } from "#lib/catalog/page.ts";
import { listModels } from "#lib/catalog/queries/models.ts";
import { listSources, listSourcesComputedLast } from "#lib/catalog/queries/sources.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildCatalog, buildProvenance } from "#test/support/factories.ts";

const size = { features: 2 };
const hidden = { ...size, visibility: "PRIVATE" } as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const build = (model: string, sources: object, seed: number) =>
    buildCatalog(database.db, { model, sources: { ...sources }, documents: 4, seed });
  // Names that sort otherwise as numbers, and layers that models share.
  await build("b-model", { "10-res": size, "2-res": size, "2-att": size, "2": size, "3-res": hidden }, 1);
  await build("a-model", { "2-res": size, "0": size, "11-tc-x": size }, 2);
  await build("c-model", { "2-res": size }, 3);
  await buildCatalog(database.db, { model: "b-secret", visibility: "PRIVATE", sources: { "1": size }, documents: 4 });
});
afterAll(() => database.drop());

type Page<T> = { items: T[]; total: number; nextCursor: string | null; previousCursor: string | null };

async function walk<T>(list: (options: PageOptions) => Promise<Page<T>>, limit: number): Promise<Page<T>[]> {
  const pages = [await list({ limit })];
  for (let cursor = pages[0]?.nextCursor; cursor; cursor = pages.at(-1)?.nextCursor)
    pages.push(await list({ cursor, limit }));
  return pages;
}

const SOURCES = ["a-model/0", "a-model/2-res", "a-model/11-tc-x"].concat([
  "b-model/2",
  "b-model/2-att",
  "b-model/2-res",
  "b-model/10-res",
  "c-model/2-res",
]);
const addressesOf = (pages: Page<{ model: string; id: string }>[]) =>
  pages.flatMap(({ items }) => items.map(({ model, id }) => `${model}/${id}`));
const sources = (options: PageOptions) => listSources(database.db, {}, options);

describe.each([1, 2, 3, 8, 50])("pages of %i", (limit) => {
  test("give every listed source once, by model, layer and name, there and back", async () => {
    const pages = await walk(sources, limit);
    expect(addressesOf(pages)).toEqual(SOURCES);
    expect(pages.every(({ total, items }) => total === SOURCES.length && items.length <= limit)).toBe(true);
    expect(pages[0]?.previousCursor).toBeNull();
    const back = pages.slice(-1);
    for (let cursor = back[0]?.previousCursor; cursor; cursor = back[0]?.previousCursor)
      back.unshift(await sources({ cursor, limit }));
    expect(addressesOf(back)).toEqual(SOURCES);
  });

  test("give every listed model once, with the sources that are listed", async () => {
    const pages = await walk((options) => listModels(database.db, options), limit);
    expect(pages.flatMap(({ items }) => items)).toMatchObject([
      { id: "a-model", sources: 3, features: 6 },
      { id: "b-model", sources: 4, features: 8 },
      { id: "c-model", sources: 1, features: 2 },
    ]);
  });
});

test("filters hold on every page, and a cursor is good for its own listing only", async () => {
  const ofModel = (options: PageOptions) => listSources(database.db, { model: "b-model" }, options);
  expect(addressesOf(await walk(ofModel, 3))).toEqual(SOURCES.filter((address) => address.startsWith("b-model/")));
  const named = (options: PageOptions) => listSources(database.db, { source: "2-res" }, options);
  expect(addressesOf(await walk(named, 2))).toEqual(SOURCES.filter((address) => address.endsWith("/2-res")));
  const cursor = (await ofModel({ limit: 1 })).nextCursor ?? "";
  for (const foreign of [sources({ cursor }), named({ cursor }), listModels(database.db, { cursor })])
    await expect(foreign).rejects.toMatchObject({ code: "bad_request" });
});

test("a page does not shift while sources are added and go", async () => {
  const first = await sources({ limit: 4 });
  await buildCatalog(database.db, { model: "a-added", sources: { "1": size, "2": size }, documents: 4, seed: 5 });
  await database.db.prisma.source.updateMany({
    where: { slug: "2", model: { slug: "b-model" } }, // the row that the cursor stands on
    data: { visibility: "PRIVATE" },
  });
  const second = await sources({ limit: 4, ...(first.nextCursor && { cursor: first.nextCursor }) });
  expect(addressesOf([first, second])).toEqual(SOURCES);
  const before = await sources({ limit: 50, ...(second.previousCursor && { cursor: second.previousCursor }) });
  expect(addressesOf([before])).toEqual(["a-added/1", "a-added/2", ...SOURCES.slice(0, 3)]);
});

test("computed last come first, raw neurons after all others", async () => {
  const computed = async (model: string, source: string, computedAt: string) =>
    database.db.prisma.source.updateMany({
      where: { slug: source, model: { slug: model } },
      data: { provenance: buildProvenance({ computedAt }) },
    });
  await computed("c-model", "2-res", "2029-01-01T00:00:00.000Z");
  await computed("a-model", "11-tc-x", "2030-01-01T00:00:00.000Z");
  await computed("a-model", "0", "2031-01-01T00:00:00.000Z");
  const latest = await listSourcesComputedLast(database.db, { limit: 50 });
  expect(latest.slice(0, 2).map(({ model, id }) => `${model}/${id}`)).toEqual(["a-model/11-tc-x", "c-model/2-res"]);
  const kinds = latest.map(({ kind }) => kind === "neurons");
  expect(latest[kinds.indexOf(true)]).toMatchObject({ model: "a-model", id: "0" });
  expect(kinds.lastIndexOf(false)).toBeLessThan(kinds.indexOf(true));
  expect(await listSourcesComputedLast(database.db, { limit: 2 })).toEqual(latest.slice(0, 2));
});
