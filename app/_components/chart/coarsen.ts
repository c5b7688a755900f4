import type { Histogram } from "#lib/catalog/schema.ts";

export type Bin = { low: number; high: number; count: number };

/** The histogram in at most `rows` bins, each the sum of whole neighbouring ones: nothing is counted twice or lost. */
export function coarsen({ low, high, counts }: Histogram, rows: number): Bin[] {
  const step = (high - low) / counts.length;
  const per = Math.ceil(counts.length / rows);
  const bins: Bin[] = [];
  for (let from = 0; from < counts.length; from += per) {
    const part = counts.slice(from, from + per);
    bins.push({
      low: low + step * from,
      high: low + step * (from + part.length),
      count: part.reduce((sum, count) => sum + count, 0),
    });
  }
  return bins;
}
