import { expect, test } from "vitest";
import type { Resampled } from "#lib/explain/metrics/bootstrap.ts";
import { known, missing } from "#lib/explain/metrics/metric.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(9);
const RESAMPLES = 200;
/** What is hard about the documents of each resample, for whoever predicts them. */
const shared = Float64Array.from({ length: RESAMPLES }, () => 0.2 * (random() - 0.5));
const figure = (value: number, own = 0.01): Resampled => ({
  estimate: known(value),
  values: shared.map((hard) => value + hard + own * (random() - 0.5)),
});

test("the difference is to the best baseline, and surer than two intervals that overlap", () => {
  const compared = compareBaselines(figure(0.5), [
    { name: "shuffled", figure: figure(0.1) },
    { name: "top-token", figure: figure(0.45) },
  ]);
  expect(compared.baseline).toBe(0.45);
  expect(compared.difference?.against).toBe("top-token");
  expect(compared.difference?.value).toBeCloseTo(0.05, 12);
  expect(compared.low).toBeLessThan(compared.baselines[1]?.high ?? NaN);
  expect(compared.difference?.low).toBeGreaterThan(0.03);
  expect(compared.difference?.high).toBeLessThan(0.07);
});

test("of equal baselines the one named first is the best, and one that was not counted never is", () => {
  const none: Resampled = { estimate: missing("no examples"), values: new Float64Array() };
  const compared = compareBaselines(figure(0.5), [
    { name: "shuffled", figure: none },
    { name: "top-token", figure: figure(0) },
    { name: "constant", figure: figure(0) },
  ]);
  expect(compared.difference?.against).toBe("top-token");
  expect(compared.baselines[0]).toEqual({ name: "shuffled", value: null, low: null, high: null });
});

test("without a score, or without any baseline, there is no difference", () => {
  const none: Resampled = { estimate: missing("no positives"), values: new Float64Array(RESAMPLES).fill(NaN) };
  expect(compareBaselines(none, [{ name: "constant", figure: figure(0) }]).difference).toBeUndefined();
  expect(compareBaselines(figure(0.5), [{ name: "constant", figure: none }]).difference).toBeUndefined();
  expect(compareBaselines(figure(0.5), [])).toMatchObject({ value: 0.5, baseline: null, baselines: [] });
});
