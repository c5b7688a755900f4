import { expect, test } from "vitest";
import { auroc, averagePrecision, countLevels } from "#lib/explain/metrics/ranking.ts";
import { aurocOfLevels } from "#lib/explain/metrics/ranking-levels.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(5);

function randomCase(levels: number) {
  const n = 2 + Math.floor(random() * 60);
  const truth = Uint8Array.from({ length: n }, (_, i) => (i < 2 ? i : Number(random() < 0.3)));
  return { truth, scores: Float64Array.from(truth, (positive) => Math.floor((random() + positive / 4) * levels) - 2) };
}

test("AUROC is the share of pairs in which the positive is higher, ties half", () => {
  for (let round = 0; round < 100; round++) {
    const { truth, scores } = randomCase(2 + (round % 9));
    let wins = 0;
    let pairs = 0;
    scores.forEach((a, i) => {
      scores.forEach((b, j) => {
        if (truth[i] !== 1 || truth[j] !== 0) return;
        pairs++;
        wins += a > b ? 1 : a === b ? 0.5 : 0;
      });
    });
    expect(auroc(scores, truth).value).toBeCloseTo(wins / pairs, 12);
    const mirrored = scores.map((score) => -score);
    expect((auroc(scores, truth).value ?? NaN) + (auroc(mirrored, truth).value ?? NaN)).toBeCloseTo(1, 12);
  }
});

test("both depend on the order of scores only", () => {
  for (let round = 0; round < 50; round++) {
    const { truth, scores } = randomCase(12);
    const stretched = scores.map((score) => Math.exp(score) * 7);
    expect(auroc(stretched, truth)).toEqual(auroc(scores, truth));
    expect(averagePrecision(stretched, truth)).toEqual(averagePrecision(scores, truth));
    expect(auroc(scores.toReversed(), truth.toReversed())).toEqual(auroc(scores, truth));
  }
});

test("a constant prediction gets an AUROC of 1/2 and the base rate as average precision", () => {
  const truth = Uint8Array.of(1, 0, 0, 0);
  expect(auroc(new Float64Array(4), truth).value).toBe(0.5);
  expect(averagePrecision(new Float64Array(4), truth).value).toBe(0.25);
});

test("levels run from the highest score down; 0 and −0 are one level", () => {
  const { positives, negatives } = countLevels(Float32Array.of(0, 2, -0, 2, -1), Uint8Array.of(1, 1, 0, 0, 0));
  expect([...positives]).toEqual([1, 1, 0]);
  expect([...negatives]).toEqual([1, 1, 1]);
  expect(aurocOfLevels({ positives, negatives }).value).toBeCloseTo(4 / 6, 12);
});

test("without positives or without negatives there is no AUROC, and NaN is refused", () => {
  expect(auroc(Float64Array.of(1, 2), Uint8Array.of(0, 0)).reason).toBe("no positives");
  expect(auroc(Float64Array.of(1, 2), Uint8Array.of(1, 1)).reason).toBe("no negatives");
  expect(averagePrecision(Float64Array.of(1, 2), Uint8Array.of(0, 0)).reason).toBe("no positives");
  expect(() => auroc(Float64Array.of(1, NaN), Uint8Array.of(1, 0))).toThrow(RangeError);
});
