import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { featureTag } from "#lib/catalog/feature-tag.ts";
import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { getFeature, getFeaturePageTag, getFeatureTag, listFeatures } from "#lib/catalog/queries/features.ts";
import { getHealth } from "#lib/catalog/queries/health.ts";
import { FeatureCoherence } from "#lib/explain/coherence-view.ts";
import { ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import { ExplanationQuality } from "#lib/explain/quality-view.ts";
import { getExplanationEvidence } from "#lib/explain/queries/explanation-evidence.ts";
import { getExplanationQuality } from "#lib/explain/queries/explanation-quality.ts";
import { getFeatureCoherence } from "#lib/explain/queries/feature-scores.ts";
import { writeFeatureScores } from "#lib/explain/queries/write-feature-scores.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import {
  buildExplainProvenance,
  buildExplanation,
  buildFailure,
  buildFeatureScore,
  buildScore,
  buildScoreDetail,
} from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";

const SOURCE = { model: "tiny-llama-7m", source: "2-res-4k" };
const OLD_WEIGHTS = { sourceHash: "of older weights" };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const sources = { "2-res-4k": { features: 60 }, "1": { features: 20, visibility: "PRIVATE" } } as const;
  await buildCatalog(database.db, { sources, documents: 12 });
});
afterAll(() => database.drop());

const textsOf = async (index: number) =>
  (await getFeature(database.db, { ...SOURCE, index })).explanations.map(({ text }) => text);

describe("the explanations of a feature", () => {
  test("come with their scores, best first, however they were written", async () => {
    const { db } = database;
    const index = 1;
    await buildScore(db, await buildExplanation(db, { index, text: "fails" }), { value: 0.2, baseline: 0.3 });
    await buildExplanation(db, { index, text: "written", author: "Ada" });
    const best = await buildExplanation(db, { index, text: "beats", method: "another" });
    await buildScore(db, best, { value: 0.7, baseline: 0.3 });
    expect(await textsOf(index)).toEqual(["beats", "written", "fails"]);
    const { explanations } = await getFeature(db, { ...SOURCE, index });
    expect(explanations[0]).toMatchObject({ id: best, side: "input", method: "another", version: 1, llmModel: null });
    expect(explanations[0]?.scores).toMatchObject([
      { scorer: "exact-simulation", state: "scored", positives: 240, hasEvidence: false, judge: null },
    ]);
    expect(explanations[1]).toMatchObject({ method: "person", author: "Ada", version: null, scores: [] });
  });

  test("leave out what is retired and what older weights said, but never what a person wrote", async () => {
    const { db } = database;
    const index = 2;
    await buildExplanation(db, { index, text: "retired", retired: true });
    await buildExplanation(db, { index, text: "old", provenance: OLD_WEIGHTS });
    const written = await buildExplanation(db, { index, text: "written", author: "Ada" });
    await buildScore(db, written, { provenance: OLD_WEIGHTS });
    await buildFailure(db, { index, method: "output-statistics", provenance: OLD_WEIGHTS });
    const feature = await getFeature(db, { ...SOURCE, index });
    expect(feature.explanations).toMatchObject([{ text: "written", scores: [] }]);
    expect(feature.explanationFailures).toEqual([]);
  });

  test("a method that gave none says why", async () => {
    await buildFailure(database.db, { index: 3, kind: "silent", detail: "It fires 4 times." });
    const { explanationFailures } = await getFeature(database.db, { ...SOURCE, index: 3 });
    expect(explanationFailures).toMatchObject([
      { method: "token-statistics", version: 1, llmModel: null, kind: "silent", detail: "It fires 4 times." },
    ]);
  });
});

test("every change to what is said of a feature changes its tag, which is the tag of the answer", async () => {
  const { db } = database;
  const index = 4;
  const tags = new Set<string>();
  const look = async () => {
    const tag = await getFeatureTag(db, { ...SOURCE, index });
    expect(featureTag(await getFeature(db, { ...SOURCE, index }))).toBe(tag);
    tags.add(tag);
  };
  await look();
  await buildFailure(db, { index });
  await look();
  const explanation = await buildExplanation(db, { index });
  await look();
  const score = await buildScore(db, explanation);
  await look();
  await db.prisma.score.delete({ where: { id: score } });
  await buildScore(db, explanation);
  await look();
  await db.prisma.explanation.update({ where: { id: explanation }, data: { retiredAt: new Date() } });
  await look();
  expect(tags.size).toBe(6);
});

test("an explanation of another feature leaves the tag alone, but changes the page, which may name it", async () => {
  const address = { ...SOURCE, index: 5 };
  const before = [await getFeatureTag(database.db, address), await getFeaturePageTag(database.db, address)];
  await buildExplanation(database.db, { index: 6 });
  expect(await getFeatureTag(database.db, address)).toBe(before[0]);
  expect(await getFeaturePageTag(database.db, address)).not.toBe(before[1]);
});

describe("tables of features", () => {
  test("carry the best explanation of what each responds to, and page as they did", async () => {
    const { db } = database;
    const worse = await buildExplanation(db, { index: 20, text: "worse", method: "another" });
    await buildScore(db, worse, { value: 0.3, baseline: 0.1 });
    const best = await buildExplanation(db, { index: 20, text: "best" });
    await buildScore(db, best, { value: 0.9, baseline: 0.1 });
    await buildExplanation(db, { index: 21, text: "promotes", side: "OUTPUT" });
    await buildExplanation(db, { index: 22, text: "old", provenance: OLD_WEIGHTS });
    const query = FeatureQuery.parse({});
    const whole = await listFeatures(db, SOURCE, query, { limit: 60 });
    expect(whole.items[20]?.explanation).toMatchObject({
      id: best,
      text: "best",
      score: { scorer: "exact-simulation", metric: "correlation", state: "scored", baseline: 0.1 },
    });
    expect([whole.items[21]?.explanation, whole.items[22]?.explanation]).toEqual([null, null]);
    const first = await listFeatures(db, SOURCE, query, { limit: 21 });
    const second = await listFeatures(db, SOURCE, query, { limit: 21, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items]).toEqual(whole.items.slice(0, 42));
    expect((await findFeatureRows(db, SOURCE, [20])).get(20)).toEqual(whole.items[20]);
  });
});

describe("evidence", () => {
  const EVIDENCE = [
    {
      kind: "hit",
      sequence: 1,
      predicted: { positions: [0, 4], values: [2, 2] },
      actual: { positions: [4, 9, 4000], values: [3, 1, 1] },
    },
    {
      kind: "miss",
      sequence: 999_999,
      predicted: { positions: [], values: [] },
      actual: { positions: [1], values: [1] },
    },
  ] as const;

  test("reads as examples do: positions in the text that a reader sees, predictions beside what is", async () => {
    const { db } = database;
    const id = await buildExplanation(db, { index: 30 });
    const evidence = EVIDENCE.map((item) => ({
      ...item,
      actual: {
        ...item.actual,
        positions: item.actual.positions.filter((at) => at < 1000),
        values: item.actual.values.slice(0, 2),
      },
    }));
    await buildScore(db, id, { evidence });
    const answer = await getExplanationEvidence(db, id);
    expect(ExplanationEvidence.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ feature: { ...SOURCE, index: 30 }, current: true, explanation: { id } });
    const [score] = answer.scores;
    expect(score).toMatchObject({ passagesGone: 1, provenance: { seed: 1, tokens: { test: 100_000 } } });
    const [passage] = score?.passages ?? [];
    expect(passage?.document.title).not.toBe("");
    expect(passage?.tokens[0]).not.toBe("<|endoftext|>");
    expect(passage).toMatchObject({
      kind: "hit",
      predicted: { positions: [0, 4] },
      actual: { positions: [4, 9], values: [3, 1] },
    });
  });

  test("of a replaced explanation, or of older weights, still answers and says so", async () => {
    const { db } = database;
    const retired = await buildExplanation(db, { index: 31, retired: true });
    const old = await buildExplanation(db, { index: 31, provenance: OLD_WEIGHTS });
    await buildScore(db, old, { provenance: OLD_WEIGHTS });
    expect(await getExplanationEvidence(db, retired)).toMatchObject({ current: false });
    expect(await getExplanationEvidence(db, old)).toMatchObject({ current: false, scores: [{ passages: [] }] });
  });

  test("of an explanation that is not there is not found", async () => {
    await expect(getExplanationEvidence(database.db, 2_000_000_000)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the coherence of a feature", () => {
  const passage = (sequence: number, positions: number[]) => ({
    sequence,
    start: 5,
    length: 20,
    actual: { positions, values: positions.map((at) => 1 + at) },
  });
  const SETS = [
    { intruder: 1, guess: 0, passages: [passage(1, [0, 3]), passage(2, []), passage(3, [2])] },
    { intruder: 0, guess: 0, passages: [passage(999_999, []), passage(2, [1]), passage(3, [2])] },
  ];

  test("is told with the feature, beside none of its explanations, and changes its tag", async () => {
    const { db } = database;
    const address = { ...SOURCE, index: 33 };
    const before = await getFeatureTag(db, address);
    await buildFeatureScore(db, { index: 33, evidence: SETS });
    await buildFeatureScore(db, { index: 33, provenance: OLD_WEIGHTS });
    const feature = await getFeature(db, address);
    expect(feature.scores).toMatchObject([
      { scorer: "intruder-coherence", state: "scored", baseline: expect.closeTo(0.22), hasEvidence: true },
    ]);
    expect(feature.explanations).toEqual([]);
    expect(featureTag(feature)).not.toBe(before);
    expect(featureTag(feature)).toBe(await getFeatureTag(db, address));
  });

  test("comes with its sets as they were compared; one whose text is gone is counted and left out", async () => {
    const { db } = database;
    await buildFeatureScore(db, { index: 34, evidence: SETS });
    const answer = await getFeatureCoherence(db, { ...SOURCE, index: 34 });
    expect(FeatureCoherence.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ feature: { index: 34 }, score: { positives: 240 }, setsGone: 1 });
    expect(answer.sets).toMatchObject([{ intruder: 1, guess: 0 }]);
    const [first, silent] = answer.sets[0]!.passages;
    expect(first).toMatchObject({ sequence: 1, actual: { positions: [0, 3], values: [1, 4] } });
    expect(silent!.actual.positions).toEqual([]);
    // The sixth token after the document start is where the window begins.
    const whole = (await getFeature(db, { ...SOURCE, index: 34 })).groups
      .flatMap(({ examples }) => examples)
      .find(({ sequence }) => sequence === 1);
    if (whole) expect(first!.tokens.join("")).toBe(whole.tokens.slice(5, 25).join(""));
    expect(first!.tokens).toHaveLength(20);
  });

  test("that was not counted, or counted on older weights, is not found", async () => {
    const { db } = database;
    await buildFeatureScore(db, { index: 35, provenance: OLD_WEIGHTS });
    for (const index of [35, 36])
      await expect(getFeatureCoherence(db, { ...SOURCE, index })).rejects.toMatchObject({ code: "not_found" });
    await buildFeatureScore(db, { source: "1", index: 3 });
    const hidden = { model: SOURCE.model, source: "1", index: 3 };
    await expect(getFeatureCoherence(db, hidden)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is summed up for its source", async () => {
    const { db } = database;
    await buildCatalog(db, { model: "coherent", sources: { "7-res-c": { features: 20 } }, documents: 6, seed: 6 });
    const at = (index: number) => ({ model: "coherent", source: "7-res-c", index });
    for (let index = 0; index < 9; index++) await buildFeatureScore(db, { ...at(index), value: 0.1 * index });
    await buildFeatureScore(db, { ...at(9), state: "NOT_ENOUGH_DATA", value: null, baseline: null });
    const quality = await getExplanationQuality(db, { model: "coherent", source: "7-res-c" });
    expect(ExplanationQuality.parse(quality)).toEqual(quality);
    expect(quality.methods).toEqual([]);
    expect(quality.featureScorers).toMatchObject([
      {
        scorer: "intruder-coherence",
        metric: "accuracy",
        scored: 9,
        notEnoughData: 1,
        failed: 0,
        // 0.3 − 0.05 is the first low end above 0.22.
        beatBaseline: 6,
        quartiles: { median: expect.closeTo(0.4) },
        baselineMedian: expect.closeTo(0.22),
      },
    ]);
  });

  test("takes the place of what was counted before, and leaves the explanations' scores alone", async () => {
    const { db } = database;
    const { id: sourceId } = await db.prisma.source.findFirstOrThrow({ where: { slug: "2-res-4k" } });
    await buildScore(db, await buildExplanation(db, { index: 37 }));
    const outcome = {
      state: "scored" as const,
      value: 0.5,
      low: 0.4,
      high: 0.6,
      baseline: 0.2,
      positives: 100,
      detail: buildScoreDetail({ metric: "accuracy" }),
      evidence: SETS,
    };
    const { contentHash } = await db.prisma.source.findFirstOrThrow({ where: { id: sourceId } });
    const provenance = buildExplainProvenance({ sourceHash: contentHash });
    const scorer = { method: "intruder-coherence", version: 1, llmModel: "", provenance };
    for (const value of [0.4, 0.5]) {
      const results = [37, 38].map((index) => ({ index, outcome: { ...outcome, value } }));
      await writeFeatureScores(db, { sourceId, scorer, results });
    }
    for (const index of [37, 38])
      expect((await getFeature(db, { ...SOURCE, index })).scores).toMatchObject([{ value: 0.5, hasEvidence: true }]);
    expect((await getFeature(db, { ...SOURCE, index: 37 })).explanations[0]?.scores).toHaveLength(1);
    expect(await getFeatureCoherence(db, { ...SOURCE, index: 37 })).toMatchObject({ score: { value: 0.5 } });
  });
});

describe("the quality of a source's explanations", () => {
  test("counts every feature a method was asked about, and puts values and baselines into the same bins", async () => {
    const source = "7-res-count";
    const { db } = database;
    await buildCatalog(db, { model: "counted", sources: { [source]: { features: 40 } }, documents: 6, seed: 4 });
    const at = (index: number) => ({ model: "counted", source, index });
    for (let index = 0; index < 20; index++) {
      const id = await buildExplanation(db, { ...at(index), text: `text ${index}` });
      // Of 19 the difference by document is not sure, whatever its interval says; of 4 it is.
      const difference = {
        against: "top-token",
        value: 0.05 * index - 0.2,
        low: index === 4 ? 0.001 : -0.001,
        high: 0.8,
      } as const;
      const detail = index === 4 || index === 19 ? { difference } : {};
      await buildScore(db, id, { value: 0.05 * index, baseline: 0.2, low: 0.05 * index - 0.02, detail });
    }
    const thin = await buildExplanation(db, at(20));
    const nothing = { state: "NOT_ENOUGH_DATA", value: null, baseline: null } as const;
    await buildScore(db, thin, { ...nothing, detail: { why: "It fires on 3 held-out tokens; 20 are needed." } });
    for (const index of [21, 22, 23]) await buildFailure(db, { ...at(index), kind: "silent" });
    await buildFailure(db, { ...at(24), method: "output-statistics", kind: "unsupported" });
    await buildScore(db, await buildExplanation(db, { ...at(25), provenance: OLD_WEIGHTS }));

    const quality = await getExplanationQuality(db, { model: "counted", source });
    expect(ExplanationQuality.parse(quality)).toEqual(quality);
    expect(quality).toMatchObject({ features: 40, cost: null });
    expect(quality.methods).toMatchObject([
      { method: "token-statistics", side: "input", explained: 21, failures: [{ kind: "silent", features: 3 }] },
      { method: "output-statistics", explained: 0, failures: [{ kind: "unsupported", features: 1 }], scorers: [] },
    ]);
    const [scorer] = quality.methods[0]?.scorers ?? [];
    // 0.25 − 0.02 is the first low end above 0.2; 4 is sure and 19 is not.
    expect(scorer).toMatchObject({ metric: "correlation", scored: 20, notEnoughData: 1, failed: 0, beatBaseline: 15 });
    expect(scorer?.quartiles?.median).toBeCloseTo(0.475);
    expect(scorer?.baselineMedian).toBeCloseTo(0.2);
    expect(scorer?.differenceMedian).toBeCloseTo(0.275);
    expect(scorer?.values).toMatchObject({ low: 0, high: 1 });
    expect(scorer?.values?.counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(scorer?.baselines?.counts.filter((count) => count > 0)).toEqual([20]);
    expect(scorer?.best.map(({ index }) => index)).toEqual([18, 17, 16, 15, 14, 13, 12, 11]);
    expect(scorer?.worst.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(scorer?.worst.map(({ difference }) => difference?.against ?? null)).toEqual([
      ...Array(4).fill(null),
      "top-token",
      ...Array(3).fill(null),
    ]);
  });

  test("adds up what jobs paid for it", async () => {
    const { id } = await database.db.prisma.source.findFirstOrThrow({ where: { slug: "2-res-4k" } });
    const cost = {
      usd: 0.5,
      tokens: 110,
      calls: 3,
      cachedCalls: 1,
      estimatedCalls: 0,
      unpricedCalls: 0,
      maxUsd: 2,
      maxTokens: null,
    };
    for (const step of [1, 2]) {
      const job = {
        name: step === 1 ? "explain-source" : "explain-features",
        title: "Explain",
        work: "demo",
        step,
        unit: "features",
        cost,
      };
      await database.db.prisma.job.create({ data: { ...job, payload: { sourceId: id } } });
    }
    expect((await getExplanationQuality(database.db, SOURCE)).cost).toMatchObject({
      usd: 1,
      calls: 6,
      maxUsd: 2,
      maxTokens: null,
    });
  });
});

test("of a private source nothing is found, listed or counted", async () => {
  const { db } = database;
  const before = (await getHealth(db)).catalog.explanations;
  const id = await buildExplanation(db, { source: "1", index: 3 });
  await buildScore(db, id);
  expect((await getHealth(db)).catalog.explanations).toBe(before);
  const hidden = { model: SOURCE.model, source: "1" };
  const reads = [
    () => getExplanationEvidence(db, id),
    () => getExplanationQuality(db, hidden),
    () => getFeature(db, { ...hidden, index: 3 }),
    () => getFeaturePageTag(db, { ...hidden, index: 3 }),
    () => listFeatures(db, hidden, FeatureQuery.parse({})),
  ];
  for (const read of reads) await expect(read()).rejects.toMatchObject({ code: "not_found" });
});

test("what is said of an unlisted source is read at its address, and counted nowhere", async () => {
  const { db } = database;
  const before = (await getHealth(db)).catalog.explanations;
  await buildCatalog(db, {
    model: "unlisted",
    visibility: "UNLISTED",
    sources: { "2-res-4k": { features: 5 } },
    documents: 6,
    seed: 5,
  });
  const id = await buildExplanation(db, { model: "unlisted", index: 1 });
  expect(await getExplanationEvidence(db, id)).toMatchObject({ feature: { model: "unlisted", index: 1 } });
  expect((await getHealth(db)).catalog.explanations).toBe(before);
});

test("health counts what is current in public sources", async () => {
  const before = (await getHealth(database.db)).catalog.explanations;
  await buildExplanation(database.db, { index: 40 });
  await buildExplanation(database.db, { index: 40, retired: true });
  expect((await getHealth(database.db)).catalog.explanations).toBe(before + 1);
});
