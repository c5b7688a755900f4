import { auroc } from "#lib/explain/metrics/ranking.ts";
import { type ClassificationMetrics, classificationMetrics } from "#lib/explain/metrics/classification.ts";
import { type Confusion, countConfusion } from "#lib/explain/metrics/confusion.ts";
import { type Metric, missing, ratio } from "#lib/explain/metrics/metric.ts";

/** One text shown to a judge (detection or fuzzing) with its answer. */
export type JudgedExample = {
  readonly activating: boolean;
  /** null: the judge failed, or its answer could not be read. */
  readonly prediction: boolean | null;
  /** P(yes) / (P(yes) + P(no)) where the judge gives probabilities. */
  readonly probability: number | null;
  /** Decile of its strength, 0 the strongest; null for those that do not activate. */
  readonly decile: number | null;
};

export type JudgedScores = ClassificationMetrics & {
  readonly confusion: Confusion;
  readonly falsePositiveRate: Metric;
  readonly falseNegativeRate: Metric;
  readonly auroc: Metric;
  readonly failed: number;
  readonly failedShare: Metric;
  /** [10] */
  readonly recallByDecile: readonly { count: number; recalled: number; recall: Metric }[];
};

const DECILES = 10;

/**
 * The scores of a judged explanation, a failure counted as the wrong answer, whichever that is: a judge must not gain by
 * failing on the hard texts. (Delphi drops failures: {@link delphiResults}.)
 */
export function scoreJudgedExamples(examples: readonly JudgedExample[]): JudgedScores {
  const truth = Uint8Array.from(examples, ({ activating }) => (activating ? 1 : 0));
  const predicted = Uint8Array.from(examples, (example) => (answer(example) ? 1 : 0));
  const confusion = countConfusion(truth, predicted);
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
  const failed = examples.filter(({ prediction }) => prediction === null).length;
  return {
    ...classificationMetrics(confusion),
    confusion,
    falsePositiveRate: ratio(falsePositives, falsePositives + trueNegatives, "no negatives"),
    falseNegativeRate: ratio(falseNegatives, falseNegatives + truePositives, "no positives"),
    auroc: probabilityAuroc(examples, truth),
    failed,
    failedShare: ratio(failed, examples.length, "no examples"),
    recallByDecile: Array.from({ length: DECILES }, (_, decile) => {
      const members = examples.filter((example) => example.activating && example.decile === decile);
      const recalled = members.filter(answer).length;
      return { count: members.length, recalled, recall: ratio(recalled, members.length, "no positives") };
    }),
  };
}

function answer({ activating, prediction }: JudgedExample): boolean {
  return prediction ?? !activating;
}

/** A failure ranks as badly as it can. Without a probability for every answer there is no ranking of all examples. */
function probabilityAuroc(examples: readonly JudgedExample[], truth: Uint8Array): Metric {
  const answered = examples.filter(({ prediction }) => prediction !== null);
  if (answered.length === 0 || answered.some(({ probability }) => probability === null)) {
    return missing("no probabilities");
  }
  const scores = Float64Array.from(examples, (example) =>
    example.prediction === null ? Number(answer(example)) : (example.probability ?? NaN),
  );
  return auroc(scores, truth);
}
