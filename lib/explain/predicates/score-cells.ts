/**
 * How well a partition of a text into cells explains one feature: each cell expects its mean. The share of variance
 * explained is Σ n_k (m_k − ȳ)² / Σ (y − ȳ)², the square of the correlation between what is expected and what is.
 */
export type Cell = { count: number; sum: number };

/** Sums of one feature over a text of `count` tokens; most are 0. */
export type FeatureSums = { count: number; sum: number; sumOfSquares: number };

/** @param cells disjoint; what is in none of them is a cell of its own. Returns 0…1, 0 for a feature that never varies. */
export function explainedShare({ count, sum, sumOfSquares }: FeatureSums, cells: readonly Cell[]): number {
  const mean = count > 0 ? sum / count : 0;
  const total = sumOfSquares - count * mean * mean;
  if (!(total > 0)) return 0;
  const rest = { count, sum };
  let explained = 0;
  for (const cell of cells) {
    explained += between(cell, mean);
    rest.count -= cell.count;
    rest.sum -= cell.sum;
  }
  return Math.max(0, (explained + between(rest, mean)) / total);
}

function between({ count, sum }: Cell, mean: number): number {
  return count > 0 ? count * (sum / count - mean) ** 2 : 0;
}

/** Expected activation of a cell, shrunk towards 0 when it was seen few times. */
export function shrunkMean({ count, sum }: Cell): number {
  return sum / (count + SHRINKAGE_COUNT);
}

/** As if each cell had been seen once more, silent: a token met once, active by chance, is not a rule. */
const SHRINKAGE_COUNT = 1;
