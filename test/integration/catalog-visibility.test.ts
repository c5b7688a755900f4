import { afterAll, beforeAll, expect, test } from "vitest";
import { listModelCorpora } from "#lib/catalog/queries/corpora.ts";
import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { getLiveSource } from "#lib/catalog/queries/live-source.ts";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import {
  findNeighbouringIndices,
  getFeature,
  getFeaturePageTag,
  getFeatureTag,
  listFeatures,
  listScatterPoints,
  pickRandomFeature,
} from "#lib/catalog/queries/features.ts";
import { getHealth } from "#lib/catalog/queries/health.ts";
import { getModel, listModels } from "#lib/catalog/queries/models.ts";
import { listListedFeatures, listListedModels, listListedSources } from "#lib/catalog/queries/sitemap.ts";
import { listSimilarFeatures } from "#lib/catalog/queries/similar-features.ts";
import { getSourceDensities } from "#lib/catalog/queries/source-densities.ts";
import { getSource, listSources, listSourcesComputedLast } from "#lib/catalog/queries/sources.ts";
import { listStrongestExamples } from "#lib/catalog/queries/strongest-examples.ts";
import { writeRelations } from "#lib/catalog/queries/write-relations.ts";
import { getExplanationQuality } from "#lib/explain/queries/explanation-quality.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { encodeRelations } from "#lib/stats/relation-codec.ts";
import { encodeMap } from "#lib/map/map-codec.ts";
import { findClusterFeatures, getMap } from "#lib/map/queries/read-map.ts";
import { writeMap } from "#lib/map/queries/write-map.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildCatalog } from "#test/support/factories.ts";

const size = { features: 10 };
const SOURCES = {
  "1": size,
  "2-res-unlisted": { ...size, visibility: "UNLISTED" },
  "3-res-private": { ...size, visibility: "PRIVATE" },
} as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db, { model: "open", sources: SOURCES, documents: 8 });
  await buildCatalog(database.db, {
    model: "unlisted",
    visibility: "UNLISTED",
    sources: SOURCES,
    documents: 8,
    seed: 2,
  });
  await buildCatalog(database.db, { model: "secret", visibility: "PRIVATE", sources: SOURCES, documents: 8, seed: 3 });
});
afterAll(() => database.drop());

test("lists and counts name public records only", async () => {
  const { db } = database;
  const nothing = { items: [], total: 0, nextCursor: null, previousCursor: null };
  expect(await listModels(db)).toMatchObject({ items: [{ id: "open", sources: 1, features: 10 }], total: 1 });
  expect(await listSources(db)).toMatchObject({ items: [{ model: "open", id: "1" }], total: 1, nextCursor: null });
  expect(await listSources(db, { ready: true })).toMatchObject({ items: [{ model: "open", id: "1" }], total: 1 });
  expect(await listSourcesComputedLast(db, { limit: 9 })).toMatchObject([{ model: "open", id: "1" }]);
  for (const model of ["unlisted", "secret"]) expect(await listSources(db, { model })).toEqual(nothing);
  for (const source of ["2-res-unlisted", "3-res-private"]) expect(await listSources(db, { source })).toEqual(nothing);
  expect((await getHealth(db)).catalog).toMatchObject({ models: 1, sources: 1, features: 10 });
});

test("features are likened to those of public sources only", async () => {
  const { db } = database;
  const model = await db.prisma.model.findUniqueOrThrow({ where: { slug: "open" }, include: { sources: true } });
  const nearest = encodeRelations({
    k: 1,
    indices: new Int32Array(10),
    similarities: new Float32Array(10).fill(0.5),
  });
  const chance = { directions: 1, median: 0, high: 0 };
  const pairs = model.sources.flatMap((source) =>
    model.sources.filter((other) => other !== source).map((other) => ({ source, other, nearest, chance })),
  );
  await writeRelations(
    db,
    model.sources.map(({ id }) => id),
    pairs,
  );
  const similarTo = async (source: string) =>
    (await listSimilarFeatures(db, { model: "open", source, index: 1 })).sources.map((one) => one.source);
  expect(await similarTo("1")).toEqual([]);
  expect(await similarTo("2-res-unlisted")).toEqual(["1"]);
  await expect(similarTo("3-res-private")).rejects.toMatchObject({ code: "not_found" });
  await db.prisma.source.updateMany({ where: { slug: "1" }, data: { contentHash: "of other weights" } });
  expect(await similarTo("2-res-unlisted")).toEqual([]);
});

test("a map is there for whoever may read its source, and names no cluster of a private one", async () => {
  const { db } = database;
  const { sources } = await db.prisma.model.findUniqueOrThrow({ where: { slug: "open" }, include: { sources: true } });
  const points = encodeMap({
    x: new Float32Array(10).fill(0.5),
    y: new Float32Array(10).fill(0.5),
    cluster: new Uint16Array(10),
  });
  const provenance = { layout: "", clusters: "", neighbours: 15, minDist: 0.1, spread: 1, seed: 1, codeVersion: "" };
  for (const source of sources)
    await writeMap(db, { source, points, clusters: [{ features: 10, tokens: ["a"] }], provenance });
  expect((await getMap(db, { model: "open", source: "2-res-unlisted" })).points).toHaveLength(10);
  await expect(getMap(db, { model: "open", source: "3-res-private" })).rejects.toMatchObject({ code: "not_found" });
  expect(await findClusterFeatures(db, { model: "open", source: "3-res-private" }, 0)).toEqual([]);
});

test("a sitemap names public records only", async () => {
  const { db } = database;
  expect(await listListedModels(db)).toEqual(["open"]);
  expect(await listListedSources(db)).toEqual([{ model: "open", source: "1", last: 9, explained: false }]);
  const featuresOf = (model: string, source: string) =>
    listListedFeatures(db, { model, source }, { from: 2, end: 100 });
  expect(await featuresOf("open", "1")).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  for (const [model, source] of [
    ["open", "2-res-unlisted"],
    ["open", "3-res-private"],
    ["unlisted", "1"],
    ["secret", "1"],
  ] as const)
    expect(await featuresOf(model, source), `${model}/${source}`).toEqual([]);
});

test("the strongest example is the one a feature's page begins with; a private feature shows none", async () => {
  const { db } = database;
  const at = (model: string, source: string) => ({ model, source, index: 1 });
  const addresses = [at("open", "1"), at("open", "2-res-unlisted"), at("open", "3-res-private"), at("secret", "1")];
  const found = await listStrongestExamples(db, [...addresses, { model: "open", source: "1", index: 7 }]);
  expect([...found.keys()].toSorted()).toEqual(["open/1/1", "open/2-res-unlisted/1"]);
  for (const address of addresses.slice(0, 2)) {
    const { groups, address: name } = await getFeature(db, address);
    expect(found.get(name)).toEqual(groups.find(({ kind }) => kind === "top")?.examples[0]);
  }
});

/** Every read at an address. */
const reads = ({ model, source }: SourceAddress) => [
  () => getSource(database.db, { model, source }),
  () => getFeature(database.db, { model, source, index: 1 }),
  () => getFeatureTag(database.db, { model, source, index: 1 }),
  () => listFeatures(database.db, { model, source }, FeatureQuery.parse({})),
  () => listScatterPoints(database.db, { model, source }),
  () => findNeighbouringIndices(database.db, { model, source, index: 1 }),
  () => pickRandomFeature(database.db, { model, source }),
  () => findFeatureRows(database.db, { model, source }, [1]),
  () => getLiveSource(database.db, { model, source }),
  () => getFeaturePageTag(database.db, { model, source, index: 1 }),
  () => getExplanationQuality(database.db, { model, source }),
  () => getSourceDensities(database.db, { model, source }),
];

test.each([
  ["open", "2-res-unlisted"],
  ["unlisted", "1"],
  ["unlisted", "2-res-unlisted"],
])("unlisted %s/%s answers every read at its address", async (model, source) => {
  for (const read of reads({ model, source })) await expect(read()).resolves.toBeDefined();
});

test.each([
  ["open", "3-res-private"],
  ["unlisted", "3-res-private"],
  ["secret", "1"],
  ["secret", "2-res-unlisted"],
])("private %s/%s is not found by any read", async (model, source) => {
  for (const read of reads({ model, source })) await expect(read()).rejects.toMatchObject({ code: "not_found" });
});

test("a private model is not found, an unlisted one is", async () => {
  await expect(getModel(database.db, { model: "secret" })).rejects.toMatchObject({ code: "not_found" });
  expect(await listModelCorpora(database.db, { model: "secret" })).toEqual([]);
  expect(await listModelCorpora(database.db, { model: "unlisted" })).toHaveLength(1);
  await expect(getModel(database.db, { model: "unlisted" })).resolves.toMatchObject({ id: "unlisted", sources: 1 });
});
