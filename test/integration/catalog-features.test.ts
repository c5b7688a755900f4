import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { featureOrder, FeatureQuery } from "#lib/catalog/feature-query.ts";
import {
  findNeighbouringIndices,
  getFeature,
  getFeatureTag,
  listFeatures,
  listScatterPoints,
  pickRandomFeature,
} from "#lib/catalog/queries/features.ts";
import { getSourceDensities } from "#lib/catalog/queries/source-densities.ts";
import { getSource } from "#lib/catalog/queries/sources.ts";
import { featureTag } from "#lib/catalog/feature-tag.ts";
import { FeatureDetail, type FeatureRow } from "#lib/catalog/schema.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildCatalog } from "#test/support/factories.ts";

const SOURCE = { model: "tiny-llama-7m", source: "2-res-4k" };
const DEAD = 7;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db);
  // Ties across page borders: forty features share a density.
  await database.db.prisma.feature.updateMany({ where: { index: { gte: 40, lt: 80 } }, data: { density: 0.1 } });
});
afterAll(() => database.drop());

async function walk(query: FeatureQuery, limit: number): Promise<FeatureRow[][]> {
  const pages: FeatureRow[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listFeatures(database.db, SOURCE, query, { cursor, limit });
    pages.push(page.items);
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}

async function walkBack(query: FeatureQuery, limit: number): Promise<FeatureRow[][]> {
  let page = await listFeatures(database.db, SOURCE, query, { limit });
  while (page.nextCursor !== null)
    page = await listFeatures(database.db, SOURCE, query, { cursor: page.nextCursor, limit });
  const pages = [page.items];
  while (page.previousCursor !== null) {
    page = await listFeatures(database.db, SOURCE, query, { cursor: page.previousCursor, limit });
    pages.unshift(page.items);
  }
  return pages;
}

const FILTERS = [{}, { state: "live" }, { densityMin: 0.01, maxMax: 8 }];
const QUERIES = ["index", "density", "max", "score"].flatMap((sort) =>
  ["asc", "desc"].flatMap((order) => FILTERS.map((filter) => ({ sort, order, ...filter }))),
);

describe.each(QUERIES)("walking pages by $sort $order ($state $densityMin)", (given) => {
  const query = FeatureQuery.parse(given);
  test("gives every matching feature once, in order, ties included", async () => {
    const whole = await listFeatures(database.db, SOURCE, query, { limit: 200 });
    const sign = featureOrder(query) === "asc" ? 1 : -1;
    const key = ({ index, density, maxActivation: max, explanation }: FeatureRow) =>
      ({ index, density, max, score: explanation?.score?.value ?? null })[query.sort];
    const compare = (a: FeatureRow, b: FeatureRow): number => {
      const [keyA, keyB] = [key(a), key(b)];
      // Without a score: behind the others, by index, whatever the order.
      if (keyA === null || keyB === null) return Number(keyA === null) - Number(keyB === null) || a.index - b.index;
      return sign * (keyA - keyB || a.index - b.index);
    };
    const sorted = whole.items.toSorted(compare);
    expect(whole.items).toEqual(sorted);
    expect(whole.items).toHaveLength(whole.total);
    for (const limit of [3, 40]) expect((await walk(query, limit)).flat()).toEqual(sorted);
  });
  test("walking back gives the same features", async () => {
    expect((await walkBack(query, 7)).flat()).toEqual((await walk(query, 7)).flat());
  });
});

test("a page reached forwards and back is the same page", async () => {
  const query = FeatureQuery.parse({ sort: "density" });
  const first = await listFeatures(database.db, SOURCE, query, { limit: 9 });
  const second = await listFeatures(database.db, SOURCE, query, { cursor: first.nextCursor ?? "", limit: 9 });
  const again = await listFeatures(database.db, SOURCE, query, { cursor: second.previousCursor ?? "", limit: 9 });
  expect(again).toEqual(first);
});

test("a token finds the features that show it, whatever its case and spaces", async () => {
  const { items } = await listFeatures(database.db, SOURCE, FeatureQuery.parse({}), { limit: 200 });
  const token = items.flatMap((row) => row.topTokens).find((text) => /^ [a-z]+$/.test(text)) ?? "";
  const found = await listFeatures(database.db, SOURCE, FeatureQuery.parse({ token: token.trim().toUpperCase() }), {
    limit: 200,
  });
  const shown = (row: FeatureRow) =>
    [...row.topTokens, ...row.outputTokens].some((text) => text.trim() === token.trim());
  expect(found.items).toEqual(items.filter(shown));
  expect(found.total).toBeGreaterThan(0);
});

test("dead features are found as such", async () => {
  const { items, total } = await listFeatures(database.db, SOURCE, FeatureQuery.parse({ state: "dead" }));
  expect(items.map(({ index }) => index % 25)).toEqual(new Array(total).fill(DEAD));
});

test("a feature is presented as its schema says, examples within their tokens", async () => {
  const feature = await getFeature(database.db, { ...SOURCE, index: 3 });
  expect(FeatureDetail.parse(feature)).toEqual(feature);
  expect(feature.groups.map(({ kind }) => kind)).toEqual(["top", ...new Array(5).fill("quantile"), "random"]);
  for (const example of feature.groups.flatMap(({ examples }) => examples)) {
    expect(example.tokens[0]).not.toBe("<|endoftext|>");
    expect(example.positions.every((position) => position >= 0 && position < example.tokens.length)).toBe(true);
    expect(example.values[example.positions.indexOf(example.peak)]).toBe(Math.max(...example.values));
  }
});

test("characters spread over tokens read whole in examples", async () => {
  const feature = await getFeature(database.db, { ...SOURCE, index: 11 });
  const texts = feature.groups.flatMap(({ examples }) => examples.map(({ tokens }) => tokens.join("")));
  expect(texts.some((text) => text.includes("it’s"))).toBe(true);
});

test("a dead feature has no examples and says it is dead", async () => {
  const feature = await getFeature(database.db, { ...SOURCE, index: DEAD });
  expect(feature).toMatchObject({ dead: true, groups: [], histogram: null, maxActivation: 0 });
});

test("what is not there is not found", async () => {
  await expect(getFeature(database.db, { ...SOURCE, index: 99_999 })).rejects.toMatchObject({ code: "not_found" });
  await expect(getFeature(database.db, { ...SOURCE, source: "9-res", index: 0 })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(listFeatures(database.db, { ...SOURCE, model: "gpt-5" }, FeatureQuery.parse({}))).rejects.toMatchObject({
    code: "not_found",
  });
});

test("the tag looked up is the tag of the answer, and a new revision changes it", async () => {
  const address = { ...SOURCE, index: 5 };
  const before = featureTag(await getFeature(database.db, address));
  expect(await getFeatureTag(database.db, address)).toBe(before);
  await database.db.prisma.feature.updateMany({ where: { index: 5 }, data: { revision: { increment: 1 } } });
  expect(await getFeatureTag(database.db, address)).not.toBe(before);
  expect(await getFeatureTag(database.db, address)).toBe(featureTag(await getFeature(database.db, address)));
});

test("scatter points hold every feature of a small source", async () => {
  const { items } = await listFeatures(database.db, SOURCE, FeatureQuery.parse({}), { limit: 200 });
  const points = await listScatterPoints(database.db, SOURCE);
  expect(points).toMatchObject({ total: items.length, thinned: false });
  expect(Array.from(points.index)).toEqual(items.map(({ index }) => index));
  expect(Array.from(points.maxActivation)).toEqual(items.map(({ maxActivation }) => Math.fround(maxActivation)));
});

test("neighbours skip gaps and end at the ends", async () => {
  await database.db.prisma.feature.deleteMany({ where: { index: { in: [31, 32] } } });
  expect(await findNeighbouringIndices(database.db, { ...SOURCE, index: 30 })).toEqual({ previous: 29, next: 33 });
  expect(await findNeighbouringIndices(database.db, { ...SOURCE, index: 0 })).toEqual({ previous: null, next: 1 });
});

test("a random feature is live, whatever the draw", async () => {
  for (const draw of [0, 0.37, 0.999_999]) {
    const address = await pickRandomFeature(database.db, SOURCE, { random: () => draw });
    if (!address) throw new Error("no live feature");
    expect((await getFeature(database.db, address)).dead).toBe(false);
  }
});

test("the histogram of densities counts every feature once, the dead ones apart, each between the edges of its bin", async () => {
  const { tokens, live, dead, log10Densities } = await getSourceDensities(database.db, SOURCE);
  const { density, total } = await listScatterPoints(database.db, SOURCE);
  const { summary } = await getSource(database.db, SOURCE);
  expect(tokens).toBe(summary?.tokens);
  expect([live + dead, dead]).toEqual([total, density.filter((value) => value === 0).length]);
  const { low, counts } = log10Densities ?? { low: Number.NaN, counts: [] };
  const expected = counts.map((_, bin) => {
    const [from, to] = [10 ** (low + bin / 4), 10 ** (low + (bin + 1) / 4)].map(Math.fround);
    return density.filter((value) => value > 0 && value >= (from ?? Number.NaN) && value < (to ?? Number.NaN)).length;
  });
  expect(counts).toEqual(expected);
  // Forty features have a density of exactly a tenth, which float32 cannot hold: they are above the edge, not below it.
  expect(counts.at(-4)).toBeGreaterThanOrEqual(40);
});

test("features active on every token are counted in the last bin", async () => {
  const other = { model: "always", source: "2-res-4k" };
  await buildCatalog(database.db, {
    model: "always",
    documents: 8,
    seed: 3,
    sources: { "2-res-4k": { features: 10 } },
  });
  const { id } = await database.db.prisma.source.findFirstOrThrow({ where: { model: { slug: "always" } } });
  await database.db.prisma.feature.updateMany({ where: { sourceId: id }, data: { density: 1 } });
  expect(await getSourceDensities(database.db, other)).toMatchObject({
    live: 10,
    dead: 0,
    log10Densities: { low: -1, high: 0, counts: [0, 0, 0, 10] },
  });
  await database.db.prisma.feature.updateMany({ where: { sourceId: id }, data: { density: 0 } });
  expect(await getSourceDensities(database.db, other)).toMatchObject({ live: 0, dead: 10, log10Densities: null });
});
