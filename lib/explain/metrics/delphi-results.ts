import type { JudgedExample } from "#lib/explain/metrics/judged-examples.ts";
import { auroc } from "#lib/explain/metrics/ranking.ts";

/** Delphi's numbers by its own conventions, in its own words; ours are {@link scoreJudgedExamples}. */
export type DelphiResults = {
  readonly truePositives: number;
  readonly trueNegatives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly totalExamples: number;
  readonly totalPositives: number;
  readonly totalNegatives: number;
  /** Always 0: their count is taken after the failures were dropped. */
  readonly failedCount: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1Score: number;
  /** Balanced accuracy. */
  readonly accuracy: number;
  readonly truePositiveRate: number;
  readonly trueNegativeRate: number;
  readonly falsePositiveRate: number;
  readonly falseNegativeRate: number;
  readonly positiveClassRatio: number;
  readonly negativeClassRatio: number;
  readonly auc: number | null;
};

/**
 * What eai-delphi reports of the same rows, for comparison with published figures only: failed rows are dropped as if
 * never asked, and a rate without examples is 0 (so a set without negatives has an "accuracy" of at most 1/2).
 * @see EleutherAI/delphi, delphi/log/result_analysis.py
 */
export function delphiResults(examples: readonly JudgedExample[]): DelphiResults {
  const answered = examples.filter(({ prediction }) => prediction !== null);
  const count = (activating: boolean, prediction: boolean) =>
    answered.filter((example) => example.activating === activating && example.prediction === prediction).length;
  const [tp, tn, fp, fn] = [count(true, true), count(false, false), count(false, true), count(true, false)];
  const [positives, negatives] = [tp + fn, tn + fp];
  const precision = orZero(tp, tp + fp);
  const recall = orZero(tp, positives);
  return {
    truePositives: tp,
    trueNegatives: tn,
    falsePositives: fp,
    falseNegatives: fn,
    totalExamples: answered.length,
    totalPositives: positives,
    totalNegatives: negatives,
    failedCount: 0,
    precision,
    recall,
    f1Score: orZero(2 * precision * recall, precision + recall),
    accuracy: (recall + orZero(tn, negatives)) / 2,
    truePositiveRate: recall,
    trueNegativeRate: orZero(tn, negatives),
    falsePositiveRate: orZero(fp, negatives),
    falseNegativeRate: orZero(fn, positives),
    positiveClassRatio: orZero(positives, answered.length),
    negativeClassRatio: orZero(negatives, answered.length),
    auc: aucWhereProbable(examples),
  };
}

function orZero(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}

/** Over the rows that have a probability, answered or not. */
function aucWhereProbable(examples: readonly JudgedExample[]): number | null {
  const rows = examples.flatMap(({ activating, probability }) =>
    probability === null ? [] : [{ activating, probability }],
  );
  return auroc(
    Float64Array.from(rows, ({ probability }) => probability),
    Uint8Array.from(rows, ({ activating }) => Number(activating)),
  ).value;
}
