/** What may be paid; a limit left out is none. */
export type Limits = { maxUsd?: number | undefined; maxTokens?: number | undefined };

/**
 * Cuts a budget into shares by weight, so that jobs on machines that know nothing of each other keep to the whole of it.
 * @param weights positive
 * @returns one share a weight; together never more than the whole, but for a token each, which pays for no call
 */
export function shareLimits({ maxUsd, maxTokens }: Limits, weights: readonly number[]): Limits[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => ({
    ...(maxUsd === undefined ? {} : { maxUsd: (maxUsd * weight) / whole }),
    ...(maxTokens === undefined ? {} : { maxTokens: Math.max(1, Math.floor((maxTokens * weight) / whole)) }),
  }));
}
