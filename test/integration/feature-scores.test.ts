import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { listFeatures } from "#lib/catalog/queries/features.ts";
import { replaceFeatures } from "#lib/catalog/queries/write-features.ts";
import type { FeaturePage, FeatureRow } from "#lib/catalog/schema.ts";
import { listExplainedMethods } from "#lib/explain/queries/explained-methods.ts";
import { storeOutdatedBestExplanations } from "#lib/explain/queries/store-best.ts";
import { writeExplanations } from "#lib/explain/queries/write-explanations.ts";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import {
  buildExplainProvenance,
  buildExplanation,
  buildFailure,
  buildScore,
  buildScoreDetail,
} from "#test/support/explanations.ts";
import { buildCatalog, buildProvenance } from "#test/support/factories.ts";

const SOURCE = { model: "tiny-llama-7m", source: "2-res-4k" };
const FEATURES = 40;

let database: TestDatabase;
let source: { id: number; contentHash: string };
beforeEach(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db, { sources: { "2-res-4k": { features: FEATURES } }, documents: 12 });
  source = await database.db.prisma.source.findFirstOrThrow();
});
afterEach(() => database.drop());

const list = (given: Record<string, unknown> = {}, options: { cursor?: string; limit?: number } = {}) =>
  listFeatures(database.db, SOURCE, FeatureQuery.parse({ sort: "score", ...given }), { limit: FEATURES, ...options });
const indicesOf = ({ items }: Pick<FeaturePage, "items">) => items.map(({ index }) => index);
const scoreOf = ({ explanation }: FeatureRow) => explanation?.score?.value ?? null;

type Written = { index: number; value: number | null; text?: string };

/** What a job stores: explanations by a method, each with a score or, where it is null, too little data for one. */
async function write(method: string, written: readonly Written[], silent: readonly number[] = []): Promise<void> {
  const provenance = buildExplainProvenance({ sourceHash: source.contentHash });
  const explanations = written.map(({ index, text = `number ${index}` }) => ({
    index,
    draft: { side: "input" as const, text },
  }));
  await writeExplanations(database.db, {
    sourceId: source.id,
    explainer: { method, version: 1, llmModel: "", provenance },
    explanations,
    failures: silent.map((index) => ({ index, kind: "silent", detail: "It fires in 2 passages; 5 are needed." })),
    scores: [
      {
        scorer: { method: "exact-simulation", version: 1, llmModel: "", provenance },
        results: written.flatMap(({ value, index }, at) => {
          const draft = explanations[at]?.draft;
          return draft ? [{ index, draft, outcome: outcomeOf(value) }] : [];
        }),
      },
    ],
  });
}

const outcomeOf = (value: number | null): ScoreOutcome => ({
  state: value === null ? "not-enough-data" : "scored",
  value,
  low: value === null ? null : value - 0.05,
  high: value === null ? null : value + 0.05,
  baseline: value === null ? null : 0.1,
  positives: value === null ? 3 : 300,
  detail: buildScoreDetail(value === null ? { why: "It fires 3 times on held-out text; 20 are needed." } : {}),
  evidence: [],
});

describe("sorted by score", () => {
  test("the highest, or the lowest, come first, ties by index, and those without a score last in both", async () => {
    await write(
      "token-statistics",
      [
        { index: 5, value: 0.4 },
        { index: 3, value: 0.9 },
        { index: 8, value: 0.4 },
        { index: 2, value: null },
        { index: 6, value: -0.2 },
      ],
      [4],
    );
    const missing = Array.from({ length: FEATURES }, (_, index) => index).filter((i) => ![3, 5, 8, 6].includes(i));
    expect(indicesOf(await list())).toEqual([3, 8, 5, 6, ...missing]);
    expect(indicesOf(await list({ order: "asc" }))).toEqual([6, 5, 8, 3, ...missing]);
    const rows = new Map((await list()).items.map((row) => [row.index, row]));
    expect(rows.get(2)?.explanation?.score).toMatchObject({
      state: "not-enough-data",
      value: null,
      why: "It fires 3 times on held-out text; 20 are needed.",
    });
    expect(rows.get(4)).toMatchObject({
      explanation: null,
      explanationFailure: {
        method: "token-statistics",
        kind: "silent",
        detail: "It fires in 2 passages; 5 are needed.",
      },
    });
    expect(rows.get(1)).toMatchObject({ explanation: null, explanationFailure: null });
  });

  test("what says what a feature promotes neither counts nor excuses", async () => {
    await buildScore(database.db, await buildExplanation(database.db, { index: 1, side: "OUTPUT" }), { value: 0.9 });
    await buildFailure(database.db, { index: 1, method: "output-statistics" });
    expect((await list()).items[1]).toMatchObject({ index: 1, explanation: null, explanationFailure: null });
  });
});

describe("filtered", () => {
  beforeEach(async () => {
    await write(
      "token-statistics",
      [0, 1, 2, 3].map((index) => ({ index, value: index / 10 })),
      [9],
    );
    await write("contrastive", [
      { index: 1, value: 0.8 },
      { index: 2, value: 0.05 },
      { index: 7, value: 0.6 },
    ]);
  });

  test("by score, the explanation shown is the one that counts", async () => {
    expect(indicesOf(await list({ scoreMin: 0.25 }))).toEqual([1, 7, 3]);
    expect(indicesOf(await list({ scoreMin: 0.25, scoreMax: 0.6 }))).toEqual([7, 3]);
    expect(await list({ scoreMax: 0.2, sort: "index" })).toMatchObject({ total: 2 });
  });

  test("by method, its own best explanations are shown, with their scores, and no others", async () => {
    const page = await list({ method: "token-statistics" });
    expect(indicesOf(page)).toEqual([3, 2, 1, 0]);
    expect(page.total).toBe(4);
    expect(new Set(page.items.map(({ explanation }) => explanation?.method))).toEqual(new Set(["token-statistics"]));
    expect(indicesOf(await list({ method: "contrastive", scoreMin: 0.5 }))).toEqual([1, 7]);
    expect(indicesOf(await list({ method: "person" }))).toEqual([]);
  });

  test("by whether there is an explanation, of a method or of any", async () => {
    expect(indicesOf(await list({ explained: "yes", sort: "index" }))).toEqual([0, 1, 2, 3, 7]);
    expect(await list({ explained: "no" })).toMatchObject({ total: FEATURES - 5 });
    const without = await list({ explained: "no", method: "token-statistics" });
    expect(without.total).toBe(FEATURES - 4);
    expect(without.items.find(({ index }) => index === 9)?.explanationFailure?.kind).toBe("silent");
  });

  test("the methods that can be chosen are those that explain something", async () => {
    await buildExplanation(database.db, { index: 1, author: "Ada" });
    await buildExplanation(database.db, { index: 1, side: "OUTPUT" });
    expect(await listExplainedMethods(database.db, SOURCE)).toEqual(["contrastive", "person", "token-statistics"]);
  });
});

describe("while explanations and scores are written", () => {
  test.each([{ order: "desc" }, { order: "asc" }])(
    "rows that nothing happens to come once ($order)",
    async ({ order }) => {
      const touched = new Set([10, 11, 12, 13, 30, 31, 32]);
      await write(
        "token-statistics",
        Array.from({ length: 28 }, (_, index) => ({ index, value: (index % 7) / 10 })),
      );
      const seen: number[] = [];
      let turn = 0;
      for (let cursor: string | undefined; ;) {
        const page = await list({ order }, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...indicesOf(page));
        // Rescored up and down, explained for the first time, and no longer scored: over the place where the reader is.
        const rescored = [10, 11, 12].map((index) => ({ index, value: ((index + turn) % 9) / 8 }));
        await write("token-statistics", [...rescored, { index: 13, value: turn % 2 === 0 ? null : 0.35 }]);
        const other = [30, 31, 32].map((index) => ({ index, value: ((index * 5 + turn) % 7) / 6, text: `at ${turn}` }));
        await write("contrastive", other);
        turn += 1;
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      const untouched = Array.from({ length: FEATURES }, (_, index) => index).filter((index) => !touched.has(index));
      expect(seen.filter((index) => !touched.has(index)).toSorted((a, b) => a - b)).toEqual(untouched);
    },
  );

  test("a row shows the score that it is sorted by, and walking back returns", async () => {
    await write(
      "token-statistics",
      Array.from({ length: 30 }, (_, index) => ({ index, value: (index % 6) / 10 })),
    );
    const pages: FeaturePage[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list({}, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const scores = pages.flatMap(({ items }) => items.map(scoreOf));
    expect(scores).toEqual(scores.toSorted((a, b) => (b ?? -Infinity) - (a ?? -Infinity)));
    for (let at = pages.length - 1; at > 0; at--) {
      const back = await list({}, { limit: 7, cursor: pages[at]?.previousCursor ?? "" });
      expect(indicesOf(back)).toEqual(indicesOf(pages[at - 1] ?? { items: [] }));
    }
  });

  test("two methods that write about one feature at a time leave the better one on top", async () => {
    for (let round = 0; round < 6; round++) {
      const better = round % 2 === 0 ? "contrastive" : "token-statistics";
      const worse = round % 2 === 0 ? "token-statistics" : "contrastive";
      await Promise.all([
        write(better, [{ index: 0, value: 0.9, text: `better ${round}` }]),
        write(worse, [{ index: 0, value: 0.2, text: `worse ${round}` }]),
      ]);
      expect((await list()).items[0]).toMatchObject({ index: 0, explanation: { method: better } });
    }
  });

  test("a method that gives up a feature leaves it to the others", async () => {
    await write("contrastive", [{ index: 0, value: 0.9 }]);
    await write("token-statistics", [{ index: 0, value: 0.5 }]);
    await write("contrastive", [], [0]);
    expect((await list()).items[0]).toMatchObject({ index: 0, explanation: { method: "token-statistics" } });
    await write("token-statistics", [], [0]);
    expect(await list({ explained: "yes" })).toMatchObject({ items: [], total: 0 });
  });
});

describe("what is stored of the best", () => {
  const stored = () => database.db.prisma.bestExplanation.findMany({ orderBy: [{ method: "asc" }, { index: "asc" }] });

  test("can be made anew from nothing, also where another rule had chosen", async () => {
    await write(
      "token-statistics",
      Array.from({ length: 20 }, (_, index) => ({ index, value: index / 20 })),
    );
    await write("contrastive", [{ index: 3, value: 0.99 }]);
    const before = await stored();
    await database.db.prisma.bestExplanation.deleteMany();
    await database.db.prisma.bestExplanation.create({
      data: { sourceId: source.id, method: "gone", index: 39, explanationId: 1, scoreId: 1, score: 1 },
    });
    await database.db.prisma.source.updateMany({ data: { rankedBy: 0 } });
    await storeOutdatedBestExplanations(database.db);
    expect(await stored()).toEqual(before);
    // By today's rule all is said: what somebody broke since is not looked for.
    await database.db.prisma.bestExplanation.deleteMany();
    await storeOutdatedBestExplanations(database.db);
    expect(await stored()).toEqual([]);
  });

  test("forgets what older weights said when a source is computed anew, and keeps what people wrote", async () => {
    await write("token-statistics", [{ index: 0, value: 0.9 }]);
    await buildExplanation(database.db, { index: 1, author: "Ada" });
    const { runId } = await recompute("of other weights");
    expect(await list({ explained: "yes" })).toMatchObject({ total: 1, items: [{ index: 1 }] });
    await recompute(source.contentHash, runId);
    expect(indicesOf(await list({ explained: "yes" }))).toEqual([0, 1]);
  });

  /** Other weights are registered, and the features computed from them. */
  async function recompute(contentHash: string, known?: number): Promise<{ runId: number }> {
    const { prisma } = database.db;
    const { id: corpusId } = await prisma.corpus.findFirstOrThrow();
    const { id: modelId } = await prisma.model.findFirstOrThrow();
    const runId = known ?? (await prisma.run.create({ data: { modelId, corpusId, parameters: {} } })).id;
    const features = await prisma.feature.findMany({ orderBy: { index: "asc" } });
    await prisma.source.update({ where: { id: source.id }, data: { contentHash, runId } });
    async function* again() {
      for (const { sourceId: _, revision: __, ...feature } of features) yield feature;
    }
    await replaceFeatures(database.db, { sourceId: source.id, runId }, again(), () => ({
      summary: { tokens: 1, live: 1, dead: 0, examples: 1, detailBytes: 1 },
      provenance: buildProvenance({ sourceHash: contentHash }),
    }));
    return { runId };
  }
});
