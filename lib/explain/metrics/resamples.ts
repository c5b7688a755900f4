import { requireSameLength } from "#lib/explain/metrics/same-length.ts";
import type { Resamples } from "#lib/stats/resamples.ts";

/** The size of every resample of a document set: with {@link Resamples}, all that features share. */
export type ResampledDocuments = {
  readonly resamples: Resamples;
  /** Σ sizes */
  readonly size: number;
  /** [resamples] Σ sizes of the documents drawn */
  readonly sizes: Float64Array;
};

/** @param sizes [documents] tokens (or examples) of each document, those on which nothing happens included */
export function resampleDocuments(sizes: Uint32Array, resamples: Resamples): ResampledDocuments {
  requireSameLength({ sizes, documents: { length: resamples.units } });
  const totals = new Float64Array(resamples.resamples);
  sizes.forEach((size, document) => addResampled(totals, 0, resamples, document, size));
  return { resamples, size: sizes.reduce((total, size) => total + size, 0), sizes: totals };
}

/** totals[offset + b] += value × the count of `document` in resample b */
export function addResampled(
  totals: Float64Array,
  offset: number,
  { counts, resamples }: Resamples,
  document: number,
  value: number,
): void {
  const base = document * resamples;
  for (let b = 0; b < resamples; b++) {
    totals[offset + b] = (totals[offset + b] ?? 0) + value * (counts[base + b] ?? 0);
  }
}
