import { describe, expect, test } from "vitest";
import { absoluteDeviation, absoluteDeviationExplained } from "#lib/explain/metrics/absolute-deviation.ts";
import { classificationMetrics } from "#lib/explain/metrics/classification.ts";
import { countConfusion } from "#lib/explain/metrics/confusion.ts";
import { delphiResults } from "#lib/explain/metrics/delphi-results.ts";
import { embeddingDeltas, embeddingSeparability } from "#lib/explain/metrics/example-embedding.ts";
import { expectedActivation } from "#lib/explain/metrics/expected-activation.ts";
import { frequencyWeightedF1 } from "#lib/explain/metrics/frequency-weighted-f1.ts";
import { interpolate } from "#lib/explain/metrics/interpolate.ts";
import type { JudgedExample } from "#lib/explain/metrics/judged-examples.ts";
import { applyLinearCalibration, fitLinearCalibration } from "#lib/explain/metrics/linear-calibration.ts";
import { normalizeActivationsDown, normalizeActivationsUp } from "#lib/explain/metrics/normalized-activations.ts";
import { addPairMoments, emptyPairMoments, pairMoments } from "#lib/explain/metrics/pair-moments.ts";
import { applyPercentileMatching, fitPercentileMatching } from "#lib/explain/metrics/percentile-matching.ts";
import { quantileOfSorted } from "#lib/stats/quantile.ts";
import { auroc, averagePrecision } from "#lib/explain/metrics/ranking.ts";
import { correlation, uncentredRSquared } from "#lib/explain/metrics/simulation.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import fixture from "#test/fixtures/explain/metrics.json" with { type: "json" };

/** Written by scripts/parity/make_metrics_fixture.py, which ran the published packages. */
const TOLERANCE = 1e-6;

function expectNear(ours: number | null, theirs: number): void {
  expect(Math.abs((ours ?? NaN) - theirs), `${ours} is not ${theirs}`).toBeLessThan(TOLERANCE);
}

function expectAllNear(ours: Float64Array, theirs: readonly number[]): void {
  expect(ours.length).toBe(theirs.length);
  theirs.forEach((value, i) => expectNear(ours[i] ?? null, value));
}

const flat = (sequences: readonly { predicted: number[]; truth: number[] }[], key: "predicted" | "truth") =>
  Float64Array.from(sequences.flatMap((sequence) => sequence[key]));

describe("neuron-explainer (OpenAI)", () => {
  const { calibration, test: held, openai } = fixture.simulation;
  const truth = flat(held, "truth");
  const predicted = flat(held, "predicted");
  const calibrationPredicted = flat(calibration, "predicted");
  const calibrationTruth = flat(calibration, "truth");

  test.each([
    ["uncalibrated", predicted],
    [
      "linear",
      applyLinearCalibration(fitLinearCalibration(pairMoments(calibrationPredicted, calibrationTruth)), predicted),
    ],
    ["percentile", applyPercentileMatching(fitPercentileMatching(calibrationPredicted, calibrationTruth), predicted)],
  ] as const)("the %s simulation and its three scores", (calibration, calibrated) => {
    const expected = openai[calibration];
    expectAllNear(calibrated, expected.predicted);
    expectNear(correlation(pairMoments(calibrated, truth)).value, expected.evCorrelation);
    expectNear(uncentredRSquared(pairMoments(calibrated, truth)).value, expected.rSquared);
    expectNear(
      absoluteDeviationExplained(absoluteDeviation(calibrated, truth)).value,
      expected.absoluteDeviationExplained,
    );
  });

  test("its scores concatenate tokens: moments of sequences add up to them", () => {
    const moments = held
      .map((sequence) => pairMoments(Float64Array.from(sequence.predicted), Float64Array.from(sequence.truth)))
      .reduce(addPairMoments, emptyPairMoments);
    expectNear(correlation(moments).value, openai.uncalibrated.evCorrelation);
    expectNear(uncentredRSquared(moments).value, openai.uncalibrated.rSquared);
  });

  test("expected values from bare tokens only, 0 where none says an activation", () => {
    for (const { topTokens, openai } of fixture.expectedValues) {
      expectNear(expectedActivation(topTokens, { reading: "exact" }), openai);
    }
  });

  test("activations normalised by floor", () => {
    for (const { activations, max, openai } of fixture.normalization) {
      expect([...normalizeActivationsDown(Float32Array.from(activations), max)]).toEqual(openai);
    }
  });
});

describe("eai-delphi (EleutherAI)", () => {
  test("expected values with spaces stripped, where of tokens with one value the last wins and mass is lost", () => {
    for (const { topTokens, delphi } of fixture.expectedValues) {
      expectNear(expectedActivation(topTokens, { reading: "last" }), delphi);
    }
    const repeated = fixture.expectedValues[3]?.topTokens ?? [];
    expect(expectedActivation(repeated)).toBeLessThan(expectedActivation(repeated, { reading: "last" }));
  });

  test("activations normalised by ceiling, in float32", () => {
    for (const { activations, max, delphi } of fixture.normalization) {
      expect([...normalizeActivationsUp(Float32Array.from(activations), max)]).toEqual(delphi);
    }
  });

  test("simulation scores by quantile group, its group 0 being all sequences; its rsquared is a constant 0", () => {
    const { test: held, delphiGroups } = fixture.simulation;
    const members: Record<number, typeof held> = { 1: held.slice(0, 2), 2: held.slice(2, 4), 0: held };
    for (const { distance, evCorrelation, rSquared } of delphiGroups) {
      const group = members[distance] ?? [];
      expectNear(correlation(pairMoments(flat(group, "predicted"), flat(group, "truth"))).value, evCorrelation);
      expect(rSquared).toBe(0);
    }
    expect(delphiGroups).toHaveLength(3);
  });

  test('where its correlation is the string "nan", ours says which side is constant', () => {
    const truth = Float64Array.from(fixture.simulation.test[0]?.truth ?? []);
    expect(fixture.simulation.constantPrediction).toBe("nan");
    expect(correlation(pairMoments(new Float64Array(truth.length).fill(1), truth)).reason).toBe(
      "prediction is constant",
    );
  });

  test("its result rows: failures dropped and counted as none, accuracy balanced, 0 for no examples", () => {
    for (const { rows, expected } of fixture.delphi.latents) {
      const ours = delphiResults(rows);
      expect({ ...ours, auc: null }).toEqual({
        truePositives: expected.true_positives,
        trueNegatives: expected.true_negatives,
        falsePositives: expected.false_positives,
        falseNegatives: expected.false_negatives,
        totalExamples: expected.total_examples,
        totalPositives: expected.total_positives,
        totalNegatives: expected.total_negatives,
        failedCount: expected.failed_count,
        precision: expect.closeTo(expected.precision, 9),
        recall: expect.closeTo(expected.recall, 9),
        f1Score: expect.closeTo(expected.f1_score, 9),
        accuracy: expect.closeTo(expected.accuracy, 9),
        truePositiveRate: expect.closeTo(expected.true_positive_rate, 9),
        trueNegativeRate: expect.closeTo(expected.true_negative_rate, 9),
        falsePositiveRate: expect.closeTo(expected.false_positive_rate, 9),
        falseNegativeRate: expect.closeTo(expected.false_negative_rate, 9),
        positiveClassRatio: expect.closeTo(expected.positive_class_ratio, 9),
        negativeClassRatio: expect.closeTo(expected.negative_class_ratio, 9),
        auc: null,
      });
      if (expected.auc === null) expect(ours.auc).toBeNull();
      else expectNear(ours.auc, expected.auc);
    }
  });

  test("its headline numbers pool the rows of all latents, and weight F1 by firing within a hookpoint", () => {
    const { latents, pooled } = fixture.delphi;
    const ours = delphiResults(latents.flatMap<JudgedExample>(({ rows }) => rows));
    expectNear(ours.accuracy, pooled.accuracy);
    expectNear(ours.precision, pooled.precision);
    expectNear(ours.recall, pooled.recall);
    expectNear(ours.f1Score, pooled.f1_score);
    expectNear(ours.auc, pooled.auc);
    const sources = [...new Set(latents.map(({ module }) => module))].map((module) =>
      latents
        .filter((latent) => latent.module === module)
        .map(({ rows, firingCount }) => ({ f1: delphiResults(rows).f1Score, firingCount })),
    );
    expectNear(frequencyWeightedF1(sources).value, pooled.weighted_f1);
  });

  test("deltas of example embeddings, and their AUROC", () => {
    const deltas = fixture.embedding.map((batch) => {
      const ours = embeddingDeltas({
        width: batch.positiveQuery.length,
        positives: Float32Array.from(batch.positives),
        negatives: Float32Array.from(batch.negatives),
        positiveQuery: Float32Array.from(batch.positiveQuery),
        negativeQuery: Float32Array.from(batch.negativeQuery),
      });
      expectNear(ours.deltaPlus, batch.deltaPlus);
      expectNear(ours.deltaMinus, batch.deltaMinus);
      return ours;
    });
    expectNear(embeddingSeparability(deltas).value, fixture.embeddingAuroc);
  });
});

describe("scikit-learn, numpy and scipy, where neither package has a formula", () => {
  test("ranking and classification metrics, with and without ties", () => {
    for (const expected of fixture.ranking) {
      const scores = Float64Array.from(expected.scores);
      const truth = Uint8Array.from(expected.truth);
      expectNear(auroc(scores, truth).value, expected.auroc);
      expectNear(averagePrecision(scores, truth).value, expected.averagePrecision);
      const predicted = Uint8Array.from(scores, (score) => Number(score > expected.above));
      const ours = classificationMetrics(countConfusion(truth, predicted));
      expectNear(ours.precision.value, expected.precision);
      expectNear(ours.recall.value, expected.recall);
      expectNear(ours.f1.value, expected.f1);
      expectNear(ours.accuracy.value, expected.accuracy);
      expectNear(ours.balancedAccuracy.value, expected.balancedAccuracy);
      expectNear(ours.specificity.value, expected.specificity);
    }
  });

  test("np.quantile, np.interp with repeated points, and Wilson's interval", () => {
    const { quantile, interpolate: line, wilson } = fixture.small;
    const sorted = Float64Array.from(quantile.values).sort();
    quantile.at.forEach((at, i) => expectNear(quantileOfSorted(sorted, at), quantile.expected[i] ?? NaN));
    const [xs, ys] = [Float64Array.from(line.xs), Float64Array.from(line.ys)];
    line.at.forEach((x, i) => expectNear(interpolate(x, xs, ys), line.expected[i] ?? NaN));
    for (const { successes, trials, expected } of wilson) {
      const { low, high } = wilsonInterval(successes, trials);
      expectNear(low, expected[0] ?? NaN);
      expectNear(high, expected[1] ?? NaN);
    }
  });
});
