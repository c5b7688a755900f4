/** A feature that is active on the same tokens as another. */
export type CoactivatingFeature = {
  index: number;
  /** Tokens (of those counted) on which both are active. */
  both: number;
  /** Pearson correlation of the two activity indicators. */
  phi: number;
  /** both / tokens of the feature itself: how often the partner joins in. */
  shareOfFeature: number;
  /** both / tokens of the partner: how often the feature joins the partner. */
  shareOfPartner: number;
};

/** Fewer common tokens than this say nothing about an association; such pairs are left out. */
export const COACTIVATION_BOTH_MIN = 5;

/**
 * φ = (N·n₁₁ − n₁·n₂) / √(n₁·n₂·(N−n₁)·(N−n₂)): the correlation of two binary indicators over N tokens, −1…1.
 * For rare features it is close to n₁₁/√(n₁·n₂), and unlike that it does not reward features that are active everywhere.
 * NaN if one of them is never or always active.
 * @see Yule 1912, "On the methods of measuring association between two attributes"
 */
export function phiCoefficient(both: number, first: number, second: number, tokens: number): number {
  return (
    (tokens * both - first * second) /
    (Math.sqrt(first) * Math.sqrt(second) * Math.sqrt(tokens - first) * Math.sqrt(tokens - second))
  );
}
