import { expect, test } from "vitest";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { randomInts, randomNormals } from "#lib/engine/testing/random.ts";
import { openLossSession } from "#lib/sae/loss-session.ts";
import { computeQualityIntervals, sumByDocument, type DocumentSums } from "#lib/sae/quality-intervals.ts";
import {
  addLossSums,
  addReconstructionSums,
  computeLossQuality,
  computeMean,
  computeReconstructionQuality,
  emptyLossSums,
  emptyReconstructionSums,
} from "#lib/sae/quality.ts";
import { openReconstructionSession } from "#lib/sae/reconstruction-session.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";

const directory = new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname;
const WIDTH = 16;

/** Both passes over sequences, two at a time, each a document of its own unless said otherwise. */
async function measure(source: SourceWeights, sequences: readonly Int32Array[], documentOf = (row: number) => row) {
  const model = await openModelDirectory(directory);
  const batches = [0, 2, 4, 6].map((first) => {
    const rows = sequences.slice(first, first + 2);
    const length = Math.max(...rows.map((row) => row.length));
    const tokenIds = new Int32Array(rows.length * length);
    rows.forEach((row, i) => tokenIds.set(row, i * length));
    return { tokenIds, length, lengths: Int32Array.from(rows, (row) => row.length), lead: 1 };
  });
  const reconstruction = await openReconstructionSession(model, source, { threads: 1 });
  const rebuilt = await Promise.all(batches.map((batch) => reconstruction.measure(batch)));
  await reconstruction.close();
  const sums = rebuilt.map((part) => part.sums).reduce(addReconstructionSums, emptyReconstructionSums(WIDTH));
  const quality = computeReconstructionQuality(sums);
  const { directions } = quality.principalComponents;
  const baselines = { mean: computeMean(sums, source.decoderBias), directions };
  const loss = await openLossSession(model, source, baselines, { threads: 1 });
  const losses = (await Promise.all(batches.map((batch) => loss.measure(batch)))).flat();
  await loss.close();
  const variances = rebuilt.flatMap((part) => part.sequences);
  const documents = sumByDocument(
    losses.flatMap((sequence, row) => {
      const variance = variances[row];
      return variance ? [{ document: documentOf(row), variance, ...sequence }] : [];
    }),
  );
  return { quality, directions, documents, losses: losses.map((sequence) => sequence.loss), sums };
}

const SEQUENCES = Array.from({ length: 8 }, (_, row) => Int32Array.from([0, ...randomInts(7 + row, 320, row + 1)]));
const transcoder = () =>
  buildSource({
    kind: "transcoder",
    hookIn: "blocks.1.mlp.hook_in",
    hookOut: "blocks.1.hook_mlp_out",
    applyDecoderBiasToInput: false,
  });

test.each([
  ["SAE", () => buildSource({ decoder: randomNormals(60 * WIDTH, 3, 0.2) })],
  ["transcoder", transcoder],
])("documents' sums make up the figures of the whole: %s", async (_name, build) => {
  const { quality, directions, documents, losses, sums } = await measure(build(), SEQUENCES);
  expect(documents).toHaveLength(8);
  // The whole eight times over: every draw is the same, and the interval is the figure.
  const whole = sumByDocument(documents.map((document) => ({ ...document, document: 0 })));
  const intervals = computeQualityIntervals([...whole, ...whole], directions, 1);
  const loss = computeLossQuality(losses.reduce(addLossSums, emptyLossSums));
  for (const [interval, figure] of [
    [intervals.fractionVarianceExplained, quality.fractionVarianceExplained],
    [intervals.principalComponents, quality.principalComponents.fractionVarianceExplained],
    [intervals.recoveredFromZero, loss.recoveredFromZero],
    [intervals.recoveredFromMean, loss.recoveredFromMean],
    [intervals.klReconstructed, loss.klReconstructed],
  ] as const) {
    // Where ablation does no harm to this random model neither has a value.
    expect(interval === undefined).toBe(figure === undefined);
    if (interval && figure !== undefined)
      expect(interval).toEqual({ low: expect.closeTo(figure, 4), high: expect.closeTo(figure, 4) });
  }
  expect(whole[0]?.variance).toMatchObject({ tokens: sums.tokens, squaredError: expect.closeTo(sums.squaredError, 6) });
});

test("intervals hold their figures, and equal seeds give equal ones", async () => {
  const { quality, directions, documents } = await measure(buildSource(), SEQUENCES);
  const intervals = computeQualityIntervals(documents, directions, 1);
  for (const [interval, figure] of [
    [intervals.fractionVarianceExplained, quality.fractionVarianceExplained],
    [intervals.principalComponents, quality.principalComponents.fractionVarianceExplained],
  ] as const) {
    expect(interval?.low).toBeLessThan(figure ?? NaN);
    expect(interval?.high).toBeGreaterThan(figure ?? NaN);
  }
  expect(computeQualityIntervals(documents, directions, 1)).toEqual(intervals);
  expect(computeQualityIntervals(documents, directions, 2)).not.toEqual(intervals);
});

test("sequences of one document are drawn together", async () => {
  const { directions, documents } = await measure(buildSource(), SEQUENCES, (row) => row >> 2);
  expect(documents).toHaveLength(2);
  const { documents: sequences } = await measure(buildSource(), SEQUENCES);
  const tokens = (some: readonly DocumentSums[]) => some.reduce((sum, { variance }) => sum + variance.tokens, 0);
  expect(documents.map((document) => document.variance.tokens)).toEqual([
    tokens(sequences.slice(0, 4)),
    tokens(sequences.slice(4)),
  ]);
  const alone = computeQualityIntervals(documents.slice(0, 1), directions, 1);
  expect(Object.values(alone)).toEqual(Array.from({ length: 5 }, () => undefined));
});

const simple = (y: readonly number[], loss: readonly [clean: number, reconstructed: number, ablated: number]) => ({
  variance: {
    tokens: y.length,
    squaredError: 1,
    squares: y.reduce((sum, value) => sum + value * value, 0),
    sum: Float64Array.of(y.reduce((sum, value) => sum + value, 0)),
  },
  explained: y.reduce((sum, value) => sum + value * value, 0),
  loss: {
    ...emptyLossSums,
    tokens: y.length,
    clean: loss[0],
    reconstructed: loss[1],
    zeroAblated: loss[2],
    meanAblated: loss[2],
    klReconstructed: loss[1] - loss[0],
  },
});

test("figures are those of the plain formula on every draw", () => {
  // Two documents: a draw is one of them twice or both, so the interval's ends are the extremes of three values.
  const documents = [simple([1, 3], [2, 3, 6]), simple([-2, 8], [2, 6, 8])];
  const { fractionVarianceExplained, principalComponents, recoveredFromZero, klReconstructed } =
    computeQualityIntervals(documents, Float64Array.of(1), 1);
  // Σ (x − x̄)²: twice the first 4, both 53, twice the second 100.
  expect(fractionVarianceExplained).toEqual({ low: 1 - 2 / 4, high: 1 - 2 / 100 });
  expect(principalComponents).toEqual({ low: 1, high: 1 });
  // (6 − 3) / (6 − 2), (8 − 6) / (8 − 2)
  expect(recoveredFromZero).toEqual({ low: expect.closeTo(1 / 3, 12), high: 0.75 });
  // A token: (3 − 2) / 2, (6 − 2) / 2
  expect(klReconstructed).toEqual({ low: 0.5, high: 2 });
});

test("where ablation does no harm on too many draws, there is no interval", () => {
  const documents = [simple([1, 3], [2, 3, 6]), simple([-2, 8], [9, 9, 2])];
  expect(computeQualityIntervals(documents, Float64Array.of(1), 1).recoveredFromZero).toBeUndefined();
});
