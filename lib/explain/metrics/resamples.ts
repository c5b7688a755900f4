import { featureKey, sampleHash, sequenceKey } from "#lib/stats/hash.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

/** 512 MB of counts: 200 resamples of 2.6 million documents. */
const COUNTS_MAX = 2 ** 29;

/**
 * How often each document is drawn in each bootstrap resample: drawn once for a set of documents and shared by all the
 * features scored on it, which also makes their intervals comparable.
 */
export type Resamples = {
  readonly documents: number;
  readonly resamples: number;
  /** [documents × resamples], a document's counts side by side. A count above 255 has a probability below 255!⁻¹. */
  readonly counts: Uint8Array;
};

/**
 * Draws `documents` documents with replacement, `resamples` times. Which ones depends on the seed, the two numbers of
 * the draw and the number of documents alone: the same seed gives the same interval, and the first 200 of 1,000
 * resamples are the 200.
 */
export function drawResamples(
  documents: number,
  { seed, resamples = 1000 }: { seed: number; resamples?: number },
): Resamples {
  if (!(Number.isInteger(documents) && documents >= 1 && Number.isInteger(resamples) && resamples >= 1)) {
    throw new RangeError(`cannot resample ${documents} documents ${resamples} times`);
  }
  if (documents * resamples > COUNTS_MAX) throw new RangeError(`${documents} × ${resamples} counts are too many`);
  const counts = new Uint8Array(documents * resamples);
  const draws = Uint32Array.from({ length: documents }, (_, draw) => sequenceKey(seed, draw));
  for (let resample = 0; resample < resamples; resample++) {
    const key = featureKey(seed, resample);
    for (let draw = 0; draw < documents; draw++) {
      const document = Math.floor((sampleHash(key, draws[draw] ?? 0) / 2 ** 32) * documents);
      const place = document * resamples + resample;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { documents, resamples, counts };
}

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
  requireSameLength({ sizes, documents: { length: resamples.documents } });
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
