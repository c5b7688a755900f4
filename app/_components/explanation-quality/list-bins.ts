import type { Histogram } from "#lib/catalog/schema.ts";

export type Bin = { from: number; to: number; count: number; behind: number };

/** Two histograms over the same bins side by side, neighbouring bins joined so that at most `most` are left. */
export function listBins(values: Histogram, behind: Histogram, most: number): Bin[] {
  const { low, high, counts } = values;
  const joined = Math.ceil(counts.length / most);
  const step = (high - low) / counts.length;
  return Array.from({ length: Math.ceil(counts.length / joined) }, (_, row) => {
    const [first, end] = [row * joined, Math.min(counts.length, (row + 1) * joined)];
    const total = (of: readonly number[]) => of.slice(first, end).reduce((sum, count) => sum + count, 0);
    return { from: low + first * step, to: low + end * step, count: total(counts), behind: total(behind.counts) };
  });
}
