/**
 * How surprising it is that a feature is active at all, in bits: −log2 of the share of corpus tokens on which it is. One
 * active token is added to both counts, so that a feature active everywhere has 0 bits and none has infinitely many.
 */
export function surpriseOf({ activeTokens, tokens }: { activeTokens: number; tokens: number }): number {
  return Math.max(0, Math.log2((tokens + 1) / (activeTokens + 1)));
}

/** A value as a share of the feature's largest in the corpus, 1 at most. @param maxActivation above 0 */
export function strengthOf(value: number, maxActivation: number): number {
  return Math.min(1, value / maxActivation);
}

/** The same text in a batch of another shape differs in the last bits; the stored maximum is a float16. */
const ABOVE_TOLERANCE = 0.01;

/** Whether a value is beyond what the corpus ever showed: there `strengthOf` says no more than 1. */
export function isAboveMaximum(value: number, maxActivation: number): boolean {
  return value > maxActivation * (1 + ABOVE_TOLERANCE);
}

/** What ranks features on one token: strength × surprise, in bits. */
export function tokenScore(strength: number, surprise: number): number {
  return strength * surprise;
}

/**
 * What ranks features over a whole text: the score of the strongest token, up to doubled by the others,
 *
 *   surprise × peak × (2 − peak / total)
 *
 * where `peak` is the largest strength and `total` the sum of all. A feature that fires once keeps its token's score; no
 * number of further tokens more than doubles it, so that one with half the bits of another cannot beat it by being on all
 * the time, as it could in a sum. It grows with every strength.
 */
export function textScore({ peak, total }: { peak: number; total: number }, surprise: number): number {
  return total > 0 ? tokenScore(peak, surprise) * (2 - peak / total) : 0;
}
