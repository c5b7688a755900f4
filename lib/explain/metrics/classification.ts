import type { Confusion } from "#lib/explain/metrics/confusion.ts";
import { known, type Metric, missing, ratio } from "#lib/explain/metrics/metric.ts";

export type ClassificationMetrics = {
  readonly precision: Metric;
  readonly recall: Metric;
  readonly specificity: Metric;
  readonly f1: Metric;
  readonly accuracy: Metric;
  readonly balancedAccuracy: Metric;
};

export function classificationMetrics(confusion: Confusion): ClassificationMetrics {
  return {
    precision: precision(confusion),
    recall: recall(confusion),
    specificity: specificity(confusion),
    f1: f1(confusion),
    accuracy: accuracy(confusion),
    balancedAccuracy: balancedAccuracy(confusion),
  };
}

/** TP / (TP + FP): says nothing about other base rates than that of these examples. */
export function precision({ truePositives, falsePositives }: Confusion): Metric {
  return ratio(truePositives, truePositives + falsePositives, "nothing predicted");
}

/** TP / (TP + FN) */
export function recall({ truePositives, falseNegatives }: Confusion): Metric {
  return ratio(truePositives, truePositives + falseNegatives, "no positives");
}

/** TN / (TN + FP) */
export function specificity({ trueNegatives, falsePositives }: Confusion): Metric {
  return ratio(trueNegatives, trueNegatives + falsePositives, "no negatives");
}

/**
 * 2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall. 0 where positives exist and none is predicted,
 * though precision then is undefined; missing without positives, which no prediction could have found.
 */
export function f1({ truePositives, falsePositives, falseNegatives }: Confusion): Metric {
  if (truePositives + falseNegatives === 0) return missing("no positives");
  return known((2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives));
}

/** (TP + TN) / n: a constant answer gets the share of the larger class. */
export function accuracy({ truePositives, falsePositives, trueNegatives, falseNegatives }: Confusion): Metric {
  const right = truePositives + trueNegatives;
  return ratio(right, right + falsePositives + falseNegatives, "no examples");
}

/** (recall + specificity) / 2: a constant answer gets 1/2. Delphi reports it under the key `accuracy`. */
export function balancedAccuracy(confusion: Confusion): Metric {
  const [onPositives, onNegatives] = [recall(confusion), specificity(confusion)];
  if (onPositives.value === null) return onPositives;
  if (onNegatives.value === null) return onNegatives;
  return known((onPositives.value + onNegatives.value) / 2);
}
