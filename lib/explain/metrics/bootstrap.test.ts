import { describe, expect, test } from "vitest";
import {
  averageResampled,
  bootstrap,
  intervalOf,
  resample,
  subtractResampled,
} from "#lib/explain/metrics/bootstrap.ts";
import { f1, recall } from "#lib/explain/metrics/classification.ts";
import { CONFUSION_SUMS_WIDTH, confusionStatistic } from "#lib/explain/metrics/confusion-sums.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { levelStatistic, levelSumsWidth } from "#lib/explain/metrics/level-sums.ts";
import { known } from "#lib/explain/metrics/metric.ts";
import { MOMENT_SUMS_WIDTH, momentStatistic } from "#lib/explain/metrics/moment-sums.ts";
import { addPairMoments, emptyPairMoments } from "#lib/explain/metrics/pair-moments.ts";
import { auroc } from "#lib/explain/metrics/ranking.ts";
import { aurocOfLevels } from "#lib/explain/metrics/ranking-levels.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import { correlation } from "#lib/explain/metrics/simulation.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

const random = createRandom(21);
const sizesOf = (documents: number) => Uint32Array.from({ length: documents }, () => 50 + Math.floor(random() * 100));

/** Moments of documents of which a share is silent. */
function momentRows(documents: number, share: number): Float64Array {
  const rows = new Float64Array(documents * MOMENT_SUMS_WIDTH);
  for (let document = 0; document < documents; document++) {
    if (random() > share) continue;
    const [a, b] = [1 + random(), 1 + random()];
    rows.set([3 * a, 3 * b, 4 * a * a, 4 * b * b, 3.5 * a * b], document * MOMENT_SUMS_WIDTH);
  }
  return rows;
}

test("an interval is the percentiles of the statistic over the drawn documents, computed the plain way", () => {
  const documents = 40;
  const sizes = sizesOf(documents);
  const resamples = drawResamples(documents, { seed: 3, resamples: 101 });
  const rows = momentRows(documents, 0.5);
  const plain = Array.from({ length: 101 }, (_, b) => {
    let moments = emptyPairMoments;
    for (let document = 0; document < documents; document++) {
      const [x = 0, y = 0, xx = 0, yy = 0, xy = 0] = rows.subarray(document * MOMENT_SUMS_WIDTH);
      const own = { n: sizes[document] ?? 0, x, y, xx, yy, xy };
      for (let copy = 0; copy < (resamples.counts[document * 101 + b] ?? 0); copy++)
        moments = addPairMoments(moments, own);
    }
    return correlation(moments).value ?? NaN;
  }).sort((a, b) => a - b);
  const { interval } = bootstrap(
    resampleDocuments(sizes, resamples),
    sparseDocumentSums(rows, MOMENT_SUMS_WIDTH),
    momentStatistic(correlation),
    { level: 0.9 },
  );
  expect(interval.low).toBeCloseTo(plain[5] ?? NaN, 9);
  expect(interval.high).toBeCloseTo(plain[95] ?? NaN, 9);
});

test("documents on which nothing happens need not be listed, and count all the same", () => {
  const shared = resampleDocuments(sizesOf(60), drawResamples(60, { seed: 5, resamples: 200 }));
  const rows = momentRows(60, 0.3);
  const listed = { width: MOMENT_SUMS_WIDTH, documents: Uint32Array.from({ length: 60 }, (_, i) => i), sums: rows };
  const sparse = sparseDocumentSums(rows, MOMENT_SUMS_WIDTH);
  expect(sparse.documents.length).toBeLessThan(40);
  const statistic = momentStatistic(correlation);
  expect(bootstrap(shared, sparse, statistic)).toEqual(bootstrap(shared, listed, statistic));
});

test("the same seed gives the same interval", () => {
  const sums = sparseDocumentSums(momentRows(30, 0.6), MOMENT_SUMS_WIDTH);
  const sizes = sizesOf(30);
  const run = (seed: number) =>
    bootstrap(resampleDocuments(sizes, drawResamples(30, { seed })), sums, momentStatistic(correlation));
  expect(run(1)).toEqual(run(1));
  expect(run(2).interval).not.toEqual(run(1).interval);
  expect(run(2).estimate).toEqual(run(1).estimate);
});

test("a 95 % interval of a mean holds the truth in about 95 % of samples", () => {
  const documents = 100;
  const shared = resampleDocuments(
    new Uint32Array(documents).fill(1),
    drawResamples(documents, { seed: 7, resamples: 400 }),
  );
  const mean = ([total = 0]: Float64Array, size: number) => known(total / size);
  let held = 0;
  for (let round = 0; round < 500; round++) {
    const values = Float64Array.from({ length: documents }, () => Number(random() < 0.3) + random());
    const { low, high } = bootstrap(shared, sparseDocumentSums(values, 1), mean).interval;
    if ((low ?? NaN) <= 0.8 && 0.8 <= (high ?? NaN)) held++;
  }
  // 475 expected, standard deviation 5; the percentile interval falls a little short.
  expect(held).toBeGreaterThan(450);
  expect(held).toBeLessThan(490);
});

describe("a difference to a baseline", () => {
  const documents = 80;
  const shared = resampleDocuments(new Uint32Array(documents).fill(100), drawResamples(documents, { seed: 2 }));
  const statistic = confusionStatistic(f1);
  const rows = (found: number) =>
    Float64Array.from(
      Array.from({ length: documents }, () => [10, 10, Math.min(10, Math.floor(found + 4 * random()))]).flat(),
    );
  const resampled = (given: Float64Array) =>
    resample(shared, sparseDocumentSums(given, CONFUSION_SUMS_WIDTH), statistic);
  const score = resampled(rows(6));

  test("of a score to itself is exactly 0", () => {
    const none = subtractResampled(score, score);
    expect(none.estimate).toEqual(known(0));
    expect(intervalOf(none)).toEqual({ low: 0, high: 0, reason: null });
  });

  test("of one prediction in two scales is exactly 0, rounding or not", () => {
    const moments = momentRows(documents, 0.8);
    const scaled = moments.map((sum, i) => sum * ([0.3, 1, 0.09, 1, 0.3][i % MOMENT_SUMS_WIDTH] ?? NaN));
    const [once, again] = [moments, scaled].map((given) =>
      resample(shared, sparseDocumentSums(given, MOMENT_SUMS_WIDTH), momentStatistic(correlation)),
    );
    if (!once || !again) throw new Error("Two predictions were given.");
    expect([...once.values]).not.toEqual([...again.values]);
    expect(intervalOf(subtractResampled(once, again))).toEqual({ low: 0, high: 0, reason: null });
  });

  test("lies above 0 for a better label, and turns round with its sides", () => {
    const baseline = resampled(rows(2));
    const better = subtractResampled(score, baseline);
    const worse = subtractResampled(baseline, score);
    expect(intervalOf(better).low).toBeGreaterThan(0.2);
    expect(intervalOf(worse).high).toBeCloseTo(-(intervalOf(better).low ?? NaN), 12);
    expect(worse.estimate.value).toBeCloseTo(-(better.estimate.value ?? NaN), 12);
  });

  test("is told where two intervals overlap, since the documents that are hard are hard for both", () => {
    const hard = Float64Array.from({ length: documents }, () => 6 * random());
    const found = (more: number) => resampled(Float64Array.from([...hard].flatMap((own) => [10, 10, own + more])));
    const [ours, theirs] = [found(0.3), found(0)];
    expect(intervalOf(ours).low).toBeLessThan(intervalOf(theirs).high ?? NaN);
    expect(intervalOf(subtractResampled(ours, theirs)).low).toBeGreaterThan(0);
  });

  test("is missing when the baseline has no value", () => {
    const none = resampled(new Float64Array(documents * CONFUSION_SUMS_WIDTH));
    expect(intervalOf(subtractResampled(score, none)).reason).toBe("no positives");
  });

  test("to the mean of several is the mean of the differences to each", () => {
    const others = [resampled(rows(1)), resampled(rows(3))];
    const ofMean = subtractResampled(score, averageResampled(others));
    const meanOf = averageResampled(others.map((other) => subtractResampled(score, other)));
    expect(ofMean.estimate.value).toBeCloseTo(meanOf.estimate.value ?? NaN, 12);
    expect(intervalOf(ofMean).low).toBeCloseTo(intervalOf(meanOf).low ?? NaN, 12);
    expect(averageResampled([]).estimate.value).toBeNull();
  });
});

test("one document gives an estimate but no interval", () => {
  const shared = resampleDocuments(Uint32Array.of(50), drawResamples(1, { seed: 1 }));
  const one = sparseDocumentSums(Float64Array.of(5, 4, 4), CONFUSION_SUMS_WIDTH);
  const { estimate, interval } = bootstrap(shared, one, confusionStatistic(recall));
  expect(estimate.value).toBe(0.8);
  expect(interval.reason).toBe("too few documents");
});

test("positives in one document of many give an estimate but no interval", () => {
  const rows = new Float64Array(100 * CONFUSION_SUMS_WIDTH);
  rows.set([5, 4, 4], 30);
  const shared = resampleDocuments(new Uint32Array(100).fill(50), drawResamples(100, { seed: 6 }));
  const { estimate, interval } = bootstrap(
    shared,
    sparseDocumentSums(rows, CONFUSION_SUMS_WIDTH),
    confusionStatistic(recall),
  );
  expect(estimate.value).toBe(0.8);
  expect(interval).toEqual({ low: null, high: null, reason: "too few documents" });
});

test("AUROC from sums by level is that of the tokens", () => {
  const levels = [2, 1, 0];
  const tokens = Array.from({ length: 30 }, () =>
    Array.from({ length: 20 }, () => ({ level: Math.floor(random() * 3), truth: Number(random() < 0.2) })),
  );
  const rows = tokens.map((document) => {
    const count = (level: number, truth: number) =>
      document.filter((token) => token.level === level && token.truth === truth).length;
    return [...levels.map((level) => count(level, 1)), count(2, 0), count(1, 0)];
  });
  const shared = resampleDocuments(new Uint32Array(30).fill(20), drawResamples(30, { seed: 8 }));
  const sums = sparseDocumentSums(Float64Array.from(rows.flat()), levelSumsWidth(3));
  const { estimate, interval } = bootstrap(shared, sums, levelStatistic(3, aurocOfLevels));
  const flat = tokens.flat();
  const expected = auroc(
    Float64Array.from(flat, (t) => t.level),
    Uint8Array.from(flat, (t) => t.truth),
  );
  expect(estimate.value).toBeCloseTo(expected.value ?? NaN, 12);
  expect(interval.low).toBeLessThan(estimate.value ?? NaN);
  expect(interval.high).toBeGreaterThan(estimate.value ?? NaN);
});

test("a document that does not exist is refused", () => {
  const shared = resampleDocuments(new Uint32Array(3).fill(1), drawResamples(3, { seed: 1 }));
  const sums = { width: 1, documents: Uint32Array.of(3), sums: Float64Array.of(1) };
  expect(() => bootstrap(shared, sums, ([a = 0]) => known(a))).toThrow("no document 3 in 3");
});
