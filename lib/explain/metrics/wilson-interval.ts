/** The normal quantile of 0.975, for 95 % intervals. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion: (p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n). Unlike p̂ ± z·σ it stays
 * inside [0, 1] and has width at 0 and n successes.
 * @param trials at least 1
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference"
 */
export function wilsonInterval(successes: number, trials: number, z = Z_95): { low: number; high: number } {
  if (!(trials >= 1 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`no proportion of ${successes} in ${trials}`);
  }
  const p = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const middle = (p + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === trials ? 1 : Math.min(1, middle + half),
  };
}
