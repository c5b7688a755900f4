import { coarsen, type Bin } from "#app/_components/chart/coarsen.ts";
import type { Histogram } from "#lib/catalog/schema.ts";

export type PairedBin = Bin & { behind: number };

/** Two histograms over the same bins side by side, in at most `most` bins. */
export function listBins(values: Histogram, behind: Histogram, most: number): PairedBin[] {
  const counts = coarsen(behind, most);
  return coarsen(values, most).map((bin, at) => ({ ...bin, behind: counts[at]?.count ?? 0 }));
}
