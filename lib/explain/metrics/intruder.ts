import type { Interval } from "#lib/explain/metrics/bootstrap.ts";
import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";

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
