import { badRequest } from "#lib/errors.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import type { Histogram } from "#lib/stats/histogram.ts";
import { bottomIndices, topIndices } from "#lib/stats/top-k.ts";

export type TokenLogit = { token: number; logit: number };

/** What a feature writes to the vocabulary, from its logits (decoder row through the unembedding; the caller states the convention). */
export type OutputTokens = {
  /** Largest and smallest logits, strongest first, ties by token id; logits rounded to float16 after ranking. */
  top: TokenLogit[];
  bottom: TokenLogit[];
  /** All logits in equal bins over [min, max]. */
  histogram: Histogram;
};

/**
 * Summarises a chunk of logits.
 * @param logits [chunk × vocabularySize] f32, one row per feature
 * @throws AppError on a broken shape or a logit that is not finite
 */
export function summarizeOutputTokens(
  logits: Float32Array,
  vocabularySize: number,
  { count = 10, bins = 50 }: { count?: number; bins?: number } = {},
): OutputTokens[] {
  if (!Number.isInteger(vocabularySize) || vocabularySize < 1 || logits.length % vocabularySize !== 0)
    throw badRequest(`${logits.length} logits are not whole rows of ${vocabularySize}.`);
  return Array.from({ length: logits.length / vocabularySize }, (_, row) => {
    const values = logits.subarray(row * vocabularySize, (row + 1) * vocabularySize);
    const histogram = histogramOf(values, bins);
    const rounded = (token: number) => ({ token, logit: roundToFloat16(values[token] ?? NaN) });
    return {
      top: Array.from(topIndices(values, count), rounded),
      bottom: Array.from(bottomIndices(values, count), rounded),
      histogram,
    };
  });
}

/** Equal bins over [min, max], the last closed; all in the first bin when the values are equal. */
function histogramOf(values: Float32Array, bins: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) throw badRequest("A logit is not finite.");
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const counts = new Uint32Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value - low) * scale));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}
