import type { Interval } from "#lib/explain/metrics/bootstrap.ts";
import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { addVector, dotProduct } from "#lib/search/unit-vector.ts";

/** Of sums of products of float32: cosines nearer than this are the same. */
const ROUNDING = 1e-6;

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
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addVector(sum, vector);
  const toAll = vectors.map((vector) => dotProduct(vector, sum));
  const total = toAll.reduce((product, own) => product + own, 0);
  let odd = 0;
  let lowest = Infinity;
  toAll.forEach((own, i) => {
    // v·(S − v) / ‖S − v‖ with ‖v‖ = 1; rounding may leave a trace of a sum that is zero.
    const squaredLength = total - 2 * own + 1;
    const cosine = squaredLength > ROUNDING ? (own - 1) / Math.sqrt(squaredLength) : 0;
    if (cosine < lowest - ROUNDING) [odd, lowest] = [i, cosine];
  });
  return odd;
}
