import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pickInterestingFeature } from "#lib/explain/queries/interesting-feature.ts";
import { callApi } from "#test/support/api.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation, buildScore } from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";

const MODEL = "tiny-llama-7m";
const [FIRST, SECOND] = ["2-res-4k", "4-res-4k"];
const FEATURES = 40;
const DRAWS = [0, 0.25, 0.5, 0.75, 0.999_999];

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  const sources = { [FIRST]: { features: FEATURES }, [SECOND]: { features: FEATURES } };
  await buildCatalog(database.db, { sources, documents: 12 });
});
afterEach(() => database.drop());

type Scored = { source?: string; index: number; value: number; low?: number; baseline?: number };

async function explain({ source = FIRST, index, ...score }: Scored): Promise<void> {
  await buildScore(database.db, await buildExplanation(database.db, { source, index }), score);
}

/** What the same draw of source and place gives, for several of them. */
const drawAll = () => Promise.all(DRAWS.map((draw) => pickInterestingFeature(database.db, { random: () => draw })));

const hide = (slug: string, visibility: "UNLISTED" | "PRIVATE") =>
  database.db.prisma.source.updateMany({ where: { slug }, data: { visibility } });

test("only a live feature whose explanation scores half and surely beats its baseline is drawn, wherever the draw begins", async () => {
  await hide(SECOND, "PRIVATE");
  await explain({ index: 5, value: 0.4, low: 0.38, baseline: 0.1 });
  await explain({ index: 11, value: 0.8, low: 0.55, baseline: 0.6 });
  await explain({ index: 20, value: 0.8, low: 0.75, baseline: 0.3 });
  await explain({ index: 30, value: 0.9, low: 0.85, baseline: 0.3 });
  await database.db.prisma.feature.updateMany({ where: { index: 30 }, data: { activeTokens: 0 } });
  expect(new Set((await drawAll()).map((drawn) => drawn?.index))).toEqual(new Set([20]));
});

test("a source without such a feature gives any live one", async () => {
  await database.db.prisma.feature.updateMany({ where: { index: { not: 9 } }, data: { activeTokens: 0, density: 0 } });
  expect(new Set((await drawAll()).map((drawn) => drawn?.index))).toEqual(new Set([9]));
});

for (const visibility of ["UNLISTED", "PRIVATE"] as const)
  test(`no visitor is sent to a source or a model that is ${visibility.toLowerCase()}`, async () => {
    await explain({ source: SECOND, index: 20, value: 0.9, low: 0.85, baseline: 0.3 });
    expect((await drawAll()).some((drawn) => drawn?.source === SECOND)).toBe(true);
    await hide(SECOND, visibility);
    expect(new Set((await drawAll()).map((drawn) => drawn?.source))).toEqual(new Set([FIRST]));
    await database.db.prisma.model.updateMany({ data: { visibility } });
    expect(new Set(await drawAll())).toEqual(new Set([undefined]));
  });

test("the API draws from all listed sources or from one, keeps nothing, and says what is wrong with a name", async () => {
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", database.url);
  await explain({ source: SECOND, index: 20, value: 0.9, low: 0.85, baseline: 0.3 });
  const ask = (query = "") => callApi(`/api/v1/random${query}`);
  const any = await ask();
  expect(any.status).toBe(200);
  expect(any.headers.get("cache-control")).toBe("no-store");
  expect(await (await ask(`?source=${MODEL}/${SECOND}`)).json()).toMatchObject({ source: SECOND, index: 20 });
  for (const wrong of [MODEL, `${MODEL}/${SECOND}/20`, `${MODEL}/A`, "/"])
    expect((await ask(`?source=${wrong}`)).status).toBe(400);
  await hide(SECOND, "UNLISTED");
  expect((await ask(`?source=${MODEL}/${SECOND}`)).status).toBe(404);
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
});
