import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/** How often a yes/no prediction was right and wrong. Counts of documents or shards add up: {@link addConfusion}. */
export type Confusion = {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
};

export const emptyConfusion: Confusion = {
  truePositives: 0,
  falsePositives: 0,
  trueNegatives: 0,
  falseNegatives: 0,
};

/**
 * @param truth [n] 0 or 1
 * @param predicted [n] 0 or 1
 */
export function countConfusion(truth: Uint8Array, predicted: Uint8Array): Confusion {
  requireSameLength({ truth, predicted });
  let positives = 0;
  let yes = 0;
  let both = 0;
  for (let i = 0; i < truth.length; i++) {
    const isPositive = truth[i] === 0 ? 0 : 1;
    const saysYes = predicted[i] === 0 ? 0 : 1;
    positives += isPositive;
    yes += saysYes;
    both += isPositive & saysYes;
  }
  return confusionOfCounts({ size: truth.length, positives, predicted: yes, both });
}

/** The confusion of `size` examples of which `positives` are true, `predicted` are predicted and `both` are both. */
export function confusionOfCounts({
  size,
  positives,
  predicted,
  both,
}: {
  size: number;
  positives: number;
  predicted: number;
  both: number;
}): Confusion {
  const trueNegatives = size - positives - predicted + both;
  if (both > Math.min(positives, predicted) || trueNegatives < 0) {
    throw new RangeError(`no ${size} examples have ${positives} positives, ${predicted} predicted and ${both} in both`);
  }
  return {
    truePositives: both,
    falsePositives: predicted - both,
    trueNegatives,
    falseNegatives: positives - both,
  };
}

export function addConfusion(a: Confusion, b: Confusion): Confusion {
  return {
    truePositives: a.truePositives + b.truePositives,
    falsePositives: a.falsePositives + b.falsePositives,
    trueNegatives: a.trueNegatives + b.trueNegatives,
    falseNegatives: a.falseNegatives + b.falseNegatives,
  };
}
