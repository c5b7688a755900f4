import type { Metric } from "#lib/explain/metrics/metric.ts";
import { aurocOfLevels, averagePrecisionOfLevels, type RankingLevels } from "#lib/explain/metrics/ranking-levels.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/**
 * @param scores [n] higher means more likely positive
 * @param truth [n] 0 or 1
 */
export function auroc(scores: Float32Array | Float64Array, truth: Uint8Array): Metric {
  return aurocOfLevels(countLevels(scores, truth));
}

/** See {@link averagePrecisionOfLevels}; arguments as of {@link auroc}. */
export function averagePrecision(scores: Float32Array | Float64Array, truth: Uint8Array): Metric {
  return averagePrecisionOfLevels(countLevels(scores, truth));
}

/**
 * Counts examples by distinct score, the highest first: O(n log n).
 * @throws RangeError on NaN, which has no rank
 */
export function countLevels(scores: Float32Array | Float64Array, truth: Uint8Array): RankingLevels {
  requireSameLength({ scores, truth });
  if (scores.some(Number.isNaN)) throw new RangeError("a score is not a number");
  // Sorted apart, numbers need no indices and sort natively.
  const sorted = [1, 0].map((wanted) => scores.filter((_, i) => (truth[i] === 0 ? 0 : 1) === wanted).sort());
  const [ofPositives = new Float64Array(), ofNegatives = new Float64Array()] = sorted;
  const positives = new Float64Array(scores.length);
  const negatives = new Float64Array(scores.length);
  let level = 0;
  let p = ofPositives.length - 1;
  let n = ofNegatives.length - 1;
  for (; p >= 0 || n >= 0; level++) {
    const score = Math.max(ofPositives[p] ?? -Infinity, ofNegatives[n] ?? -Infinity);
    for (; p >= 0 && ofPositives[p] === score; p--) positives[level] = (positives[level] ?? 0) + 1;
    for (; n >= 0 && ofNegatives[n] === score; n--) negatives[level] = (negatives[level] ?? 0) + 1;
  }
  return { positives: positives.slice(0, level), negatives: negatives.slice(0, level) };
}
