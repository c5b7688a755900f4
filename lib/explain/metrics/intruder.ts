import type { Interval } from "#lib/explain/metrics/bootstrap.ts";
import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";

export type IntruderScore = {
  readonly accuracy: Metric;
  /** 1 / choices: what guessing gets. */
  readonly chance: number;
  readonly interval: Interval;
  /** The whole interval lies above chance. */
  readonly aboveChance: boolean;
};

/**
 * How often the one text that does not belong was found among `choices`; it needs no explanation, so it measures the
 * examples. Trials are taken to be independent (Wilson's 95 % interval).
 * @param trials asked, those without a readable answer included, which are not correct
 * @param choices texts shown a trial, the intruder included: Delphi's `n_examples_shown`
 */
export function scoreIntruder({
  correct,
  trials,
  choices,
}: {
  correct: number;
  trials: number;
  choices: number;
}): IntruderScore {
  if (!(choices >= 2)) throw new RangeError(`no intruder among ${choices} texts`);
  const chance = 1 / choices;
  if (trials === 0) {
    const reason = "no examples";
    return { accuracy: missing(reason), chance, interval: { low: null, high: null, reason }, aboveChance: false };
  }
  const { low, high } = wilsonInterval(correct, trials);
  return {
    accuracy: known(correct / trials),
    chance,
    interval: { low, high, reason: null },
    aboveChance: low > chance,
  };
}

/**
 * The place of the vector with the lowest cosine to the sum of the others: who judges which text does not belong when
 * nobody is asked. Ties go to the first.
 * @param vectors [choices] of one width, of length 1
 */
export function findOddOne(vectors: readonly Float32Array[]): number {
  const count = vectors.length;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      const product = dotProduct(vectors[i] ?? new Float32Array(), vectors[j] ?? new Float32Array());
      products[i * count + j] = product;
      products[j * count + i] = product;
    }
  }
  const rows = Float64Array.from({ length: count }, (_, i) =>
    products.subarray(i * count, (i + 1) * count).reduce((sum, product) => sum + product, 0),
  );
  const total = rows.reduce((sum, row) => sum + row, 0);
  let odd = 0;
  let lowest = Infinity;
  for (let i = 0; i < count; i++) {
    const self = products[i * count + i] ?? 0;
    const toOthers = (rows[i] ?? 0) - self;
    // ‖Σ_{j≠i} v_j‖² = Σ_{j,l} v_j·v_l − 2 Σ_j v_i·v_j + v_i·v_i
    const lengthOfOthers = Math.sqrt(Math.max(0, total - 2 * (rows[i] ?? 0) + self));
    const cosine = lengthOfOthers > 0 ? toOthers / lengthOfOthers : 0;
    if (cosine < lowest) [odd, lowest] = [i, cosine];
  }
  return odd;
}
