/** Why there is no number; a page says it in words. */
export type MissingReason =
  | "no examples"
  | "no positives"
  | "no negatives"
  | "nothing predicted"
  | "truth is constant"
  | "prediction is constant"
  | "truth is zero"
  | "no probabilities"
  | "too few documents"
  | "no weight";

/** A finite number, or null with the reason: never NaN, and never a 0 that stands for "undefined". */
export type Metric =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: MissingReason };

export function known(value: number): Metric {
  if (!Number.isFinite(value)) throw new RangeError(`a metric came out as ${value}`);
  return { value, reason: null };
}

export function missing(reason: MissingReason): Metric {
  return { value: null, reason };
}

/** numerator / denominator, or null for a denominator of zero. */
export function ratio(numerator: number, denominator: number, whenZero: MissingReason): Metric {
  return denominator === 0 ? missing(whenZero) : known(numerator / denominator);
}
