import { addLossSums, addVarianceSums, type LossSums, type VarianceSums } from "#lib/sae/quality.ts";
import { bootstrapInterval, type Interval } from "#lib/stats/bootstrap.ts";

/** Sums over one document from which its part in every figure follows. */
export interface DocumentSums {
  readonly variance: VarianceSums;
  /** Σ ‖V (x − bias)‖² over the tokens of `variance`, V the directions of the PCA baseline. */
  readonly explained: number;
  readonly loss: LossSums;
}

/** 95% intervals of the figures; undefined where there are too few documents, or too few on which a figure has a value. */
export interface QualityIntervals {
  readonly fractionVarianceExplained: Interval | undefined;
  readonly principalComponents: Interval | undefined;
  readonly recoveredFromZero: Interval | undefined;
  readonly recoveredFromMean: Interval | undefined;
  readonly klReconstructed: Interval | undefined;
}

/** The sums of sequences by document, in the order in which documents first come. */
export function sumByDocument(sequences: readonly (DocumentSums & { document: number })[]): DocumentSums[] {
  const documents = new Map<number, DocumentSums>();
  for (const { document, variance, explained, loss } of sequences) {
    const sums = documents.get(document);
    documents.set(
      document,
      sums
        ? {
            variance: addVarianceSums(sums.variance, variance),
            explained: sums.explained + explained,
            loss: addLossSums(sums.loss, loss),
          }
        : { variance, explained, loss },
    );
  }
  return [...documents.values()];
}

/**
 * Draws whole documents again, since tokens of one document are alike. Every figure sees the same draws. The directions of
 * the PCA baseline stay those fitted on all documents: fitted anew on each draw they would fit its repetitions, and to first
 * order the interval is the same.
 * @param directions [rank × dOut] (`principalComponents.directions`)
 * @param seed the same gives the same intervals
 */
export function computeQualityIntervals(
  documents: readonly DocumentSums[],
  directions: Float64Array,
  seed: number,
): QualityIntervals {
  const interval = (statistic: (counts: Uint32Array) => number | undefined) =>
    bootstrapInterval(documents.length, statistic, { seed });
  const variances = documents.map(({ variance }) => variance);
  const sums = variances.map(({ sum }) => sum);
  const projected = sums.map((sum) => project(directions, sum));
  const total = (counts: Uint32Array) =>
    weigh(variances, counts, ({ squares }) => squares) - squaredMean(sums, variances, counts);
  const recoveredFrom = (run: "zeroAblated" | "meanAblated") => (counts: Uint32Array) => {
    const of = (key: keyof LossSums) => weigh(documents, counts, ({ loss }) => loss[key]);
    const [clean, ablated] = [of("clean"), of(run)];
    return ablated > clean ? (ablated - of("reconstructed")) / (ablated - clean) : undefined;
  };
  return {
    fractionVarianceExplained: interval((counts) => {
      const variance = total(counts);
      return variance > 0 ? 1 - weigh(variances, counts, ({ squaredError }) => squaredError) / variance : undefined;
    }),
    principalComponents: interval((counts) => {
      const variance = total(counts);
      const explained =
        weigh(documents, counts, (document) => document.explained) - squaredMean(projected, variances, counts);
      return variance > 0 ? explained / variance : undefined;
    }),
    recoveredFromZero: interval(recoveredFrom("zeroAblated")),
    recoveredFromMean: interval(recoveredFrom("meanAblated")),
    klReconstructed: interval((counts) => {
      const tokens = weigh(documents, counts, ({ loss }) => loss.tokens);
      return tokens > 0
        ? Math.max(0, weigh(documents, counts, ({ loss }) => loss.klReconstructed) / tokens)
        : undefined;
    }),
  };
}

function weigh<T>(documents: readonly T[], counts: Uint32Array, of: (document: T) => number): number {
  let sum = 0;
  documents.forEach((document, i) => (sum += (counts[i] ?? 0) * of(document)));
  return sum;
}

/** ‖Σ y‖² / n: what Σ ‖y‖² has over Σ ‖y − ȳ‖². */
function squaredMean(sums: readonly Float64Array[], variances: readonly VarianceSums[], counts: Uint32Array): number {
  const tokens = weigh(variances, counts, (variance) => variance.tokens);
  if (tokens === 0) return 0;
  const whole = new Float64Array(sums[0]?.length ?? 0);
  sums.forEach((sum, document) => {
    const count = counts[document] ?? 0;
    if (count > 0) for (let d = 0; d < whole.length; d++) whole[d] = (whole[d] ?? NaN) + count * (sum[d] ?? NaN);
  });
  return whole.reduce((square, value) => square + value * value, 0) / tokens;
}

/** @param directions [rank × width] @returns [rank] */
function project(directions: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return Float64Array.from({ length: width > 0 ? directions.length / width : 0 }, (_, row) => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (directions[row * width + d] ?? NaN) * (vector[d] ?? NaN);
    return sum;
  });
}
