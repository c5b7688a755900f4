import { expect, test } from "vitest";
import { delphiResults } from "#lib/explain/metrics/delphi-results.ts";
import { type JudgedExample, scoreJudgedExamples } from "#lib/explain/metrics/judged-examples.ts";

const judged = (activating: boolean, prediction: boolean | null, rest: Partial<JudgedExample> = {}): JudgedExample => ({
  activating,
  prediction,
  probability: null,
  decile: activating ? 0 : null,
  ...rest,
});

const half = [judged(true, true), judged(true, null), judged(false, false), judged(false, null)];

test("a failure is a wrong answer on either side, and its share is told; Delphi drops it and reports none", () => {
  const ours = scoreJudgedExamples(half);
  expect(ours).toMatchObject({
    failed: 2,
    failedShare: { value: 0.5 },
    recall: { value: 0.5 },
    specificity: { value: 0.5 },
  });
  expect(ours).toMatchObject({ falsePositiveRate: { value: 0.5 }, falseNegativeRate: { value: 0.5 } });
  expect(delphiResults(half)).toMatchObject({ failedCount: 0, totalExamples: 2, accuracy: 1 });
});

test("a judge that always fails scores 0, not nothing", () => {
  const failed = [judged(true, null), judged(false, null)];
  expect(scoreJudgedExamples(failed).balancedAccuracy.value).toBe(0);
  expect(delphiResults(failed)).toMatchObject({ totalExamples: 0, accuracy: 0 });
});

test("a failure cannot raise the AUROC, and a missing probability leaves none", () => {
  const answered = [
    judged(true, true, { probability: 0.9 }),
    judged(false, false, { probability: 0.2 }),
    judged(false, false, { probability: 0.4 }),
  ];
  expect(scoreJudgedExamples(answered).auroc.value).toBe(1);
  expect(scoreJudgedExamples([...answered, judged(true, null)]).auroc.value).toBe(0.5);
  expect(scoreJudgedExamples([...answered, judged(false, null)]).auroc.value).toBeCloseTo(2 / 3, 12);
  expect(scoreJudgedExamples([...answered, judged(true, true)]).auroc.reason).toBe("no probabilities");
});

test("recall is told for each decile, failures in it as missed", () => {
  const rows = [
    judged(true, true, { decile: 0 }),
    judged(true, null, { decile: 3 }),
    judged(true, true, { decile: 3 }),
  ];
  const { recallByDecile } = scoreJudgedExamples([...rows, judged(false, true)]);
  expect(recallByDecile.map(({ count }) => count)).toEqual([1, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
  expect(recallByDecile[3]?.recall.value).toBe(0.5);
  expect(recallByDecile[1]?.recall.reason).toBe("no positives");
});
