import { expect, test } from "vitest";
import { fitLinearCalibration, applyLinearCalibration } from "#lib/explain/metrics/linear-calibration.ts";
import { addPairMoments, addZeroPairs, emptyPairMoments, pairMoments } from "#lib/explain/metrics/pair-moments.ts";
import { correlation, fractionVarianceExplained, uncentredRSquared } from "#lib/explain/metrics/simulation.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(8);
const sparse = (length: number, density: number) =>
  Float64Array.from({ length }, () => (random() < density ? 10 * random() : 0));

test("tokens on which both are silent change n alone: sparse moments are the dense ones", () => {
  const [predicted, truth] = [sparse(5000, 0.01), sparse(5000, 0.01)];
  const active = [...truth.keys()].filter((i) => predicted[i] !== 0 || truth[i] !== 0);
  const pick = (values: Float64Array) => Float64Array.from(active, (i) => values[i] ?? NaN);
  const ofActive = pairMoments(pick(predicted), pick(truth));
  expect(addZeroPairs(ofActive, truth.length - active.length)).toEqual(pairMoments(predicted, truth));
});

test("moments of parts add up to those of the whole", () => {
  const [predicted, truth] = [sparse(300, 0.5), sparse(300, 0.5)];
  const parts = [0, 100, 250, 300].map((from, i, cuts) => {
    const to = cuts[i + 1] ?? from;
    return pairMoments(predicted.subarray(from, to), truth.subarray(from, to));
  });
  const whole = pairMoments(predicted, truth);
  const sum = parts.reduce(addPairMoments, emptyPairMoments);
  for (const key of ["n", "x", "y", "xx", "yy", "xy"] as const) expect(sum[key]).toBeCloseTo(whole[key], 8);
});

test("correlation survives any scale and shift of the prediction, and keeps its digits over a million tokens", () => {
  const truth = sparse(1_000_000, 0.001);
  const noisy = truth.map((value) => value + 0.3 * random());
  const plain = correlation(pairMoments(noisy, truth)).value ?? NaN;
  const moved =
    correlation(
      pairMoments(
        noisy.map((value) => 100 + 3 * value),
        truth,
      ),
    ).value ?? NaN;
  expect(moved).toBeCloseTo(plain, 8);
  expect(
    correlation(
      pairMoments(
        noisy.map((value) => -value),
        truth,
      ),
    ).value,
  ).toBeCloseTo(-plain, 12);
  expect(correlation(pairMoments(truth, truth)).value).toBe(1);
});

test("a constant side is named, also a constant that float64 cannot hold", () => {
  const truth = sparse(1000, 0.3);
  const tenth = new Float64Array(1000).fill(0.1);
  expect(correlation(pairMoments(tenth, truth)).reason).toBe("prediction is constant");
  expect(correlation(pairMoments(truth, tenth)).reason).toBe("truth is constant");
  expect(correlation(pairMoments(truth, new Float64Array(1000))).reason).toBe("truth is constant");
  expect(correlation(emptyPairMoments).reason).toBe("no examples");
  expect(uncentredRSquared(pairMoments(truth, new Float64Array(1000))).reason).toBe("truth is zero");
});

test("predicting the mean explains no variance, but scores in the uncentred R² of OpenAI", () => {
  const truth = sparse(1000, 0.6);
  const mean = truth.reduce((total, value) => total + value, 0) / truth.length;
  const moments = pairMoments(new Float64Array(1000).fill(mean), truth);
  expect(fractionVarianceExplained(moments).value).toBeCloseTo(0, 10);
  expect(uncentredRSquared(moments).value).toBeGreaterThan(0.3);
});

test("calibrated linearly, the variance explained on the calibration split is the squared correlation", () => {
  const truth = sparse(500, 0.4);
  const predicted = truth.map((value) => 0.4 * value + random());
  const moments = pairMoments(predicted, truth);
  const calibrated = applyLinearCalibration(fitLinearCalibration(moments), predicted);
  const explained = fractionVarianceExplained(pairMoments(calibrated, truth)).value;
  expect(explained).toBeCloseTo((correlation(moments).value ?? NaN) ** 2, 10);
  expect(fitLinearCalibration(pairMoments(new Float64Array(500).fill(0.1), truth)).slope).toBe(0);
});

test("values that are not finite are refused", () => {
  expect(() => pairMoments(Float64Array.of(1, NaN), Float64Array.of(1, 2))).toThrow(RangeError);
  expect(() => pairMoments(Float64Array.of(1), Float64Array.of(1, 2))).toThrow(RangeError);
});
