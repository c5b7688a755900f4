import { float16Values } from "#lib/stats/float16.ts";

/**
 * Bins over [0, R). 512 and not 256: grouping whole bins over [0, max] then always gives 52…64 equal display bins
 * (256 would give 43…64), and the quantile error halves.
 */
export const HISTOGRAM_BINS = 512;
const DISPLAY_BINS_MAX = 64;
/** R is never below 2^-14, where float16 stops being normal. */
const EXPONENT_MIN = -14;
/** HISTOGRAM_BINS / R by log2 R − EXPONENT_MIN: a power in the inner loop costs more than the rest of it. */
const BINS_PER_UNIT = Float64Array.from({ length: 31 }, (_, i) => HISTOGRAM_BINS / 2 ** (i + EXPONENT_MIN));

/** A histogram for drawing: equal bins over [low, high], the last one closed. */
export type Histogram = { low: number; high: number; counts: Uint32Array };

/**
 * One histogram of positive float16 values per feature: bins linear over [0, R), R the smallest power of two above the
 * largest value so far (and at least 2^-14). When R doubles, bins merge in pairs; so the state is a function of the set
 * of values alone, whatever their order, and merging is exact.
 */
export type DoublingHistograms = {
  /** [features] log2 R */
  readonly exponents: Int8Array;
  /** [features × HISTOGRAM_BINS]; a bin holds less than 2^32 because the accumulator bounds tokens */
  readonly counts: Uint32Array;
};

export function createHistograms(features: number): DoublingHistograms {
  return {
    exponents: new Int8Array(features).fill(EXPONENT_MIN),
    counts: new Uint32Array(features * HISTOGRAM_BINS),
  };
}

/**
 * Adds the values `cells[from…to)` of one feature, not empty.
 * @param cells low 16 bits: float16, 1…0x7bff
 * @returns the largest float16 bits among them
 */
export function addHistogramCells(
  { counts, exponents }: DoublingHistograms,
  feature: number,
  cells: Uint32Array,
  from: number,
  to: number,
): number {
  let peakBits = 0;
  for (let i = from; i < to; i++) peakBits = Math.max(peakBits, (cells[i] ?? 0) & 0xffff);
  const needed = exponentAbove(peakBits);
  if (needed > (exponents[feature] ?? 0)) widenHistogram({ counts, exponents }, feature, needed);
  const scale = BINS_PER_UNIT[(exponents[feature] ?? 0) - EXPONENT_MIN] ?? 0;
  const base = feature * HISTOGRAM_BINS;
  for (let i = from; i < to; i++) {
    const bin = base + (((float16Values[(cells[i] ?? 0) & 0x7fff] ?? 0) * scale) | 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return peakBits;
}

/** log2 of the smallest R above a positive float16: its exponent field says so without decoding. */
function exponentAbove(bits: number): number {
  return (bits >>> 10) + EXPONENT_MIN;
}

function widenHistogram({ counts, exponents }: DoublingHistograms, feature: number, exponent: number): void {
  const base = feature * HISTOGRAM_BINS;
  const step = 2 ** (exponent - (exponents[feature] ?? 0));
  for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
    let total = 0;
    for (let i = bin * step; i < Math.min((bin + 1) * step, HISTOGRAM_BINS); i++) total += counts[base + i] ?? 0;
    counts[base + bin] = total;
  }
  exponents[feature] = exponent;
}

/** Adds `other`'s histogram of one feature to `target`'s; exact and independent of order. */
export function mergeHistogram(target: DoublingHistograms, other: DoublingHistograms, feature: number): void {
  const exponent = other.exponents[feature] ?? 0;
  if (exponent > (target.exponents[feature] ?? 0)) widenHistogram(target, feature, exponent);
  const shift = (target.exponents[feature] ?? 0) - exponent;
  const base = feature * HISTOGRAM_BINS;
  for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
    const slot = base + (bin >>> shift);
    target.counts[slot] = (target.counts[slot] ?? 0) + (other.counts[base + bin] ?? 0);
  }
}

/** Number of values of one feature. */
export function histogramTotal({ counts }: DoublingHistograms, feature: number): number {
  let total = 0;
  for (let i = feature * HISTOGRAM_BINS; i < (feature + 1) * HISTOGRAM_BINS; i++) total += counts[i] ?? 0;
  return total;
}

/** Width of a bin, R / HISTOGRAM_BINS: at most max / 256 for max ≥ 2^-14. */
export function histogramBinWidth({ exponents }: DoublingHistograms, feature: number): number {
  return 2 ** (exponents[feature] ?? 0) / HISTOGRAM_BINS;
}

/**
 * The histogram over [0, max] for drawing: whole bins grouped g at a time, so every count is exact.
 * 52…64 bins when max ≥ 2^-14 (fewer below; none for a feature without values).
 * `high` is the upper edge of the last bin: max ≤ high < max + g·R/HISTOGRAM_BINS.
 */
export function displayHistogram(histograms: DoublingHistograms, feature: number, max: number): Histogram {
  if (max === 0) return { low: 0, high: 0, counts: new Uint32Array(0) };
  const width = histogramBinWidth(histograms, feature);
  const used = Math.floor(max / width) + 1;
  const group = Math.ceil(used / DISPLAY_BINS_MAX);
  const counts = new Uint32Array(Math.ceil(used / group));
  const base = feature * HISTOGRAM_BINS;
  for (let bin = 0; bin < used; bin++) {
    const slot = Math.floor(bin / group);
    counts[slot] = (counts[slot] ?? 0) + (histograms.counts[base + bin] ?? 0);
  }
  return { low: 0, high: counts.length * group * width, counts };
}

/**
 * The value of rank ⌈probability·n⌉ among one feature's n values (inverse of the empirical distribution), placed inside
 * its bin by rank: off by at most one bin width, {@link histogramBinWidth}. The last rank is `max` exactly; 0 if n = 0.
 */
export function histogramQuantile(
  histograms: DoublingHistograms,
  feature: number,
  probability: number,
  max: number,
): number {
  const total = histogramTotal(histograms, feature);
  const rank = Math.max(1, Math.ceil(probability * total));
  if (rank >= total) return max;
  const base = feature * HISTOGRAM_BINS;
  let below = 0;
  let bin = 0;
  while (below + (histograms.counts[base + bin] ?? 0) < rank) below += histograms.counts[base + bin++] ?? 0;
  const inside = (rank - below - 0.5) / (histograms.counts[base + bin] ?? 1);
  return Math.min(max, (bin + inside) * histogramBinWidth(histograms, feature));
}
