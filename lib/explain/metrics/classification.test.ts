import { expect, test } from "vitest";
import { classificationMetrics } from "#lib/explain/metrics/classification.ts";
import { addConfusion, type Confusion, countConfusion, emptyConfusion } from "#lib/explain/metrics/confusion.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(3);
const bits = (length: number, share: number) => Uint8Array.from({ length }, () => Number(random() < share));
const values = (confusion: Confusion) =>
  Object.fromEntries(
    Object.entries(classificationMetrics(confusion)).map(([key, metric]) => [key, metric.value ?? metric.reason]),
  );

test("what has no examples is missing with its reason, never a number", () => {
  expect(values(emptyConfusion)).toEqual({
    precision: "nothing predicted",
    recall: "no positives",
    specificity: "no negatives",
    f1: "no positives",
    accuracy: "no examples",
    balancedAccuracy: "no positives",
  });
  expect(values({ ...emptyConfusion, truePositives: 4 })).toMatchObject({
    recall: 1,
    balancedAccuracy: "no negatives",
  });
});

test("a label that predicts nothing has an F1 of 0, not none", () => {
  const silent = { truePositives: 0, falsePositives: 0, trueNegatives: 9, falseNegatives: 3 };
  expect(values(silent)).toMatchObject({ f1: 0, precision: "nothing predicted", balancedAccuracy: 0.5 });
});

test("counts of parts add up to the counts of the whole, cut anywhere", () => {
  for (let round = 0; round < 50; round++) {
    const n = 1 + Math.floor(random() * 80);
    const [truth, predicted] = [bits(n, 0.3), bits(n, 0.4)];
    const cut = Math.floor(random() * n);
    const parts = addConfusion(
      countConfusion(truth.subarray(0, cut), predicted.subarray(0, cut)),
      countConfusion(truth.subarray(cut), predicted.subarray(cut)),
    );
    expect(parts).toEqual(countConfusion(truth, predicted));
  }
});

test("F1 is the harmonic mean of precision and recall", () => {
  for (let round = 0; round < 50; round++) {
    const { precision, recall, f1 } = classificationMetrics(countConfusion(bits(60, 0.4), bits(60, 0.4)));
    const [p, r] = [precision.value ?? NaN, recall.value ?? NaN];
    expect(f1.value).toBeCloseTo(p + r === 0 ? 0 : (2 * p * r) / (p + r), 12);
  }
});

test("arrays of different lengths are refused", () => {
  expect(() => countConfusion(new Uint8Array(3), new Uint8Array(4))).toThrow("truth, predicted have 3, 4 entries");
});
