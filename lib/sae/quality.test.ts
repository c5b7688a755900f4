import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { readUnembedding } from "#lib/engine/decoder/read-directions.ts";
import { openModelDirectory, type ModelDirectory } from "#lib/engine/model-directory.ts";
import { randomInts, randomNormals } from "#lib/engine/testing/random.ts";
import type { TokenBatch } from "#lib/sae/counted-tokens.ts";
import { openLossSession } from "#lib/sae/loss-session.ts";
import { readNeurons } from "#lib/sae/neurons.ts";
import {
  addLossSums,
  addReconstructionSums,
  computeLossQuality,
  computeMean,
  computeReconstructionQuality,
  emptyLossSums,
  emptyReconstructionSums,
  type LossSums,
  type ReconstructionSums,
} from "#lib/sae/quality.ts";
import { openReconstructionSession } from "#lib/sae/reconstruction-session.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";
import { referenceDecode, referenceEncode } from "#lib/sae/testing/reference-encode.ts";

const directory = new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname;
const width = 16;

let model: ModelDirectory;
let batch: TokenBatch;
let hooks: Readonly<Record<string, { readonly values: readonly number[] }>>;
beforeAll(async () => {
  model = await openModelDirectory(directory);
  const expected: { tokenIds: number[][]; hooks: typeof hooks } = JSON.parse(
    await readFile(`${directory}expected.json`, "utf8"),
  );
  // The second sequence ends early: its last three tokens are padding.
  batch = {
    tokenIds: Int32Array.from(expected.tokenIds.flat()),
    length: 11,
    lengths: Int32Array.of(11, 8),
    lead: 1,
  };
  hooks = expected.hooks;
});

const countedRows = (lead = 1) =>
  Array.from({ length: 22 }, (_, i) => i).filter((i) => i % 11 >= lead && (i < 11 || i < 19));
const rowAt = (point: string, i: number, size: number) => (hooks[point]?.values ?? []).slice(i * size, (i + 1) * size);

async function reconstruct(source: SourceWeights, tokens = batch): Promise<ReconstructionSums> {
  const session = await openReconstructionSession(model, source, { threads: 1 });
  try {
    return (await session.measure(tokens)).sums;
  } finally {
    await session.close();
  }
}

const sources: Readonly<Record<string, () => SourceWeights | Promise<SourceWeights>>> = {
  SAE: () => buildSource({ decoder: randomNormals(60 * width, 3, 0.2) }),
  "jumprelu SAE that drops": () =>
    buildSource({ architecture: "jumprelu", k: 3, threshold: new Float32Array(60).fill(1) }),
  "SAE of attention": () => buildSource({ hookIn: "blocks.0.hook_attn_out", hookOut: "blocks.0.hook_attn_out" }),
  transcoder: () =>
    buildSource({
      kind: "transcoder",
      hookIn: "blocks.0.mlp.hook_in",
      hookOut: "blocks.0.hook_mlp_out",
      applyDecoderBiasToInput: false,
    }),
  "transcoder with a skip connection": () =>
    buildSource({
      kind: "transcoder",
      hookIn: "blocks.0.mlp.hook_in",
      hookOut: "blocks.0.hook_mlp_out",
      applyDecoderBiasToInput: false,
      skip: randomNormals(width * width, 5, 0.2),
    }),
  "SAE of normalised activations": () => buildSource({ normalisation: "layer-norm" }),
  neurons: () => readNeurons(model, 1),
};

describe("reconstruction quality equals the plain computation", () => {
  const cases = Object.entries(sources).flatMap(([name, build]) => [1, 0].map((lead) => [name, lead, build] as const));
  test.each(cases)("%s, after a lead of %i", async (_name, lead, build) => {
    const source = await build();
    const quality = computeReconstructionQuality(await reconstruct(source, { ...batch, lead }));
    const rows = countedRows(lead);
    const inputs = rows.map((i) => rowAt(source.hookIn, i, source.dIn));
    const encoded = inputs.map((x) => referenceEncode(source, x));
    const targets = rows.map((i) => rowAt(source.hookOut, i, width));
    const mean = Array.from(
      { length: width },
      (_, d) => targets.reduce((sum, x) => sum + (x[d] ?? NaN), 0) / rows.length,
    );
    const error = encoded.reduce(
      (sum, { active }, n) => sum + squaredDistance(targets[n] ?? [], referenceDecode(source, active, inputs[n] ?? [])),
      0,
    );
    const variance = targets.reduce((sum, x) => sum + squaredDistance(x, mean), 0);
    expect(quality.tokens).toBe(19 - 2 * lead);
    expect(quality.l0).toBeCloseTo(encoded.reduce((sum, { active }) => sum + active.length, 0) / rows.length, 10);
    expect(quality.droppedShare).toBeCloseTo(encoded.filter(({ dropped }) => dropped > 0).length / rows.length, 10);
    expect(quality.meanSquaredError / (error / (rows.length * width))).toBeCloseTo(1, 4);
    expect(quality.fractionVarianceExplained).toBeCloseTo(1 - error / variance, 3);
    expect(quality.principalComponents.rank).toBe(Math.min(width, Math.round(quality.l0)));
  });
});

test("a perfect dictionary explains everything, at the rank of the space as many components do", async () => {
  const identity = Float32Array.from({ length: width * 2 * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row === column ? 1 : row === column + width ? -1 : 0;
  });
  const encoder = Float32Array.from(
    { length: width * 2 * width },
    (_, at) => identity[(at % (2 * width)) * width + Math.floor(at / (2 * width))] ?? NaN,
  );
  const quality = computeReconstructionQuality(
    await reconstruct(
      buildSource({
        features: 2 * width,
        k: 2 * width,
        encoder,
        encoderBias: new Float32Array(2 * width),
        decoder: identity,
      }),
    ),
  );
  expect(quality.l0).toBe(width);
  expect(quality.fractionVarianceExplained).toBeCloseTo(1, 5);
  expect(quality.principalComponents).toMatchObject({
    rank: width,
    fractionVarianceExplained: expect.closeTo(1, 10),
  });
});

test("the baseline is what the leading principal components explain", () => {
  // Two directions of variance 9 and 1 around a mean far from zero, one feature active a token.
  const points = [
    [3, 0],
    [-3, 0],
    [0, 1],
    [0, -1],
  ].map(([a = 0, b = 0]) => [100 + 0.6 * a - 0.8 * b, -50 + 0.8 * a + 0.6 * b]);
  const sum = Float64Array.of(...[0, 1].map((i) => points.reduce((s, x) => s + (x[i] ?? NaN), 0)));
  const moments = Float64Array.of(
    ...[0, 1, 2, 3].map((at) => points.reduce((s, x) => s + (x[at >> 1] ?? NaN) * (x[at & 1] ?? NaN), 0)),
  );
  const quality = computeReconstructionQuality({
    tokens: 4,
    active: 4,
    tokensDropped: 0,
    squaredError: 5,
    sum,
    moments,
  });
  expect(quality.principalComponents).toMatchObject({ rank: 1, fractionVarianceExplained: expect.closeTo(0.9, 9) });
  const [a = NaN, b = NaN] = quality.principalComponents.directions;
  expect([Math.abs(a), Math.abs(b), Math.sign(a * b)]).toEqual([expect.closeTo(0.6, 9), expect.closeTo(0.8, 9), 1]);
  expect(quality.fractionVarianceExplained).toBeCloseTo(1 - 5 / 20, 9);
});

test("sums of shards add up to the sum of the whole", async () => {
  const source = buildSource();
  const shard = (row: number): TokenBatch => ({
    tokenIds: batch.tokenIds.slice(row * 11, (row + 1) * 11),
    length: 11,
    lengths: batch.lengths.slice(row, row + 1),
    lead: 1,
  });
  const parts = await Promise.all([reconstruct(source, shard(0)), reconstruct(source, shard(1))]);
  const merged = parts.reduce(addReconstructionSums, emptyReconstructionSums(width));
  const whole = await reconstruct(source);
  expect(merged.tokens).toBe(whole.tokens);
  expect(merged.active).toBe(whole.active);
  const [a, b] = [computeReconstructionQuality(merged), computeReconstructionQuality(whole)];
  expect(a.fractionVarianceExplained).toBeCloseTo(b.fractionVarianceExplained ?? NaN, 5);
  expect(() => addReconstructionSums(merged, emptyReconstructionSums(3))).toThrow("do not add up");
  expect(() => computeReconstructionQuality(emptyReconstructionSums(3))).toThrow("no token");
});

describe("loss", () => {
  async function measureLoss(source: SourceWeights, mean: Float32Array, tokens = batch) {
    const session = await openLossSession(model, source, { mean, directions: new Float64Array() }, { threads: 1 });
    try {
      return (await session.measure(tokens)).map(({ loss }) => loss);
    } finally {
      await session.close();
    }
  }

  test("of the clean model is the cross-entropy of its logits, from the second position on", async () => {
    const [first] = await measureLoss(buildSource(), new Float32Array(width));
    // The fixture has the logits of the last three positions of each sequence: compare a sequence of which just those count.
    const logits = hooks["logits"]?.values ?? [];
    const crossEntropy = [8, 9].map((position) => {
      const row = logits.slice((position - 8) * 320, (position - 7) * 320);
      return (
        Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) -
        (row[batch.tokenIds[position + 1] ?? -1] ?? NaN)
      );
    });
    const upTo = async (real: number) =>
      (
        await measureLoss(buildSource(), new Float32Array(width), {
          ...batch,
          lengths: Int32Array.of(real, 0),
        })
      )[0]?.clean ?? NaN;
    const [toNine, toTen, toEleven] = [await upTo(9), await upTo(10), await upTo(11)];
    expect(toTen - toNine).toBeCloseTo(crossEntropy[0] ?? NaN, 4);
    expect(toEleven - toTen).toBeCloseTo(crossEntropy[1] ?? NaN, 4);
    expect(first).toMatchObject({ tokens: 9, clean: toEleven });
  });

  test.each([1, 0])(
    "and KL are those of the plain computation in float64, token by token, after a lead of %i",
    async (lead) => {
      // After the last block a replaced activation meets the final norm and the unembedding only: all four runs in a few lines.
      const point = "blocks.1.hook_resid_post";
      const source = buildSource({ hookIn: point, hookOut: point, decoder: randomNormals(60 * width, 3, 0.2) });
      const mean = randomNormals(width, 11);
      const unembedding = await readUnembedding(model);
      const predict = (x: ArrayLike<number>) => referenceLogProbabilities(x, unembedding);
      const measured = await measureLoss(source, mean, { ...batch, lead });
      for (const [row, real] of batch.lengths.entries()) {
        const expected = { ...emptyLossSums, tokens: real - 1 - lead };
        for (let position = lead; position < real - 1; position++) {
          const x = rowAt(point, row * 11 + position, width);
          const next = batch.tokenIds[row * 11 + position + 1] ?? -1;
          const clean = predict(x);
          expected.clean -= clean[next] ?? NaN;
          for (const [run, kl, replacement] of [
            ["reconstructed", "klReconstructed", referenceDecode(source, referenceEncode(source, x).active, x)],
            ["zeroAblated", "klZeroAblated", new Float32Array(width)],
            ["meanAblated", "klMeanAblated", mean],
          ] as const) {
            const replaced = predict(replacement);
            expected[run] -= replaced[next] ?? NaN;
            expected[kl] += clean.reduce(
              (sum, log, token) => sum + Math.exp(log) * (log - (replaced[token] ?? NaN)),
              0,
            );
          }
        }
        expect(Math.min(expected.klReconstructed, expected.klZeroAblated, expected.klMeanAblated)).toBeGreaterThan(0.1);
        expect(measured[row]).toEqual(closeTo(expected, 3));
      }
    },
  );

  test.each(Object.entries(sources))(
    "replacing by a constant reconstruction equals the mean ablation: %s",
    async (_name, build) => {
      const source = await build();
      const mean = randomNormals(width, 11);
      const constant = {
        ...source,
        decoder: new Float32Array(source.decoder.length),
        decoderBias: mean,
        skip: undefined,
        normalisation: undefined,
      };
      const [first] = await measureLoss(constant, mean);
      const [other] = await measureLoss({ ...constant, decoderBias: new Float32Array(width) }, mean);
      expect(first?.reconstructed).toBeCloseTo(first?.meanAblated ?? NaN, 5);
      expect(other?.reconstructed).toBeCloseTo(other?.zeroAblated ?? NaN, 5);
      expect(other?.meanAblated).toBeCloseTo(first?.meanAblated ?? NaN, 5);
      expect(Math.abs((first?.zeroAblated ?? NaN) - (first?.clean ?? NaN))).toBeGreaterThan(1e-3);
      expect(first?.klReconstructed).toBeCloseTo(first?.klMeanAblated ?? NaN, 5);
      expect(other?.klReconstructed).toBeCloseTo(other?.klZeroAblated ?? NaN, 5);
      expect(first?.klZeroAblated).toBeGreaterThan(1e-3);
    },
  );

  test("of a sequence does not depend on its padding or company", async () => {
    const source = buildSource();
    const mean = new Float32Array(width);
    const tokens = Int32Array.from([...randomInts(7, 320, 1), 0, 0, ...randomInts(9, 320, 2)]);
    const [together] = await measureLoss(source, mean, {
      tokenIds: tokens,
      length: 9,
      lengths: Int32Array.of(7, 9),
      lead: 1,
    });
    const [alone] = await measureLoss(source, mean, {
      tokenIds: tokens.slice(0, 7),
      length: 7,
      lengths: Int32Array.of(7),
      lead: 1,
    });
    expect(together).toEqual(closeTo(alone ?? emptyLossSums, 4));
  });

  test("sequences too short to predict from count nothing", async () => {
    const short: TokenBatch = {
      tokenIds: Int32Array.of(0, 5, 6, 7),
      length: 2,
      lengths: Int32Array.of(2, 1),
      lead: 1,
    };
    expect(await measureLoss(buildSource(), new Float32Array(width), short)).toEqual([emptyLossSums, emptyLossSums]);
    expect(
      await measureLoss(buildSource(), new Float32Array(width), {
        tokenIds: Int32Array.of(0),
        length: 1,
        lengths: Int32Array.of(1),
        lead: 1,
      }),
    ).toEqual([emptyLossSums]);
    await expect(
      measureLoss(buildSource(), new Float32Array(width), {
        ...short,
        lengths: Int32Array.of(3, 1),
      }),
    ).rejects.toThrow("claims more tokens");
  });

  test("recovered is 1 at the clean loss, 0 at the ablated one, and has no value where ablation does no harm", () => {
    const sums = addLossSums(emptyLossSums, {
      tokens: 2,
      clean: 4,
      reconstructed: 5,
      zeroAblated: 8,
      meanAblated: 4,
      klReconstructed: 1,
      klZeroAblated: 3,
      klMeanAblated: -1e-7,
    });
    expect(computeLossQuality(sums)).toEqual({
      tokens: 2,
      clean: 2,
      reconstructed: 2.5,
      zeroAblated: 4,
      meanAblated: 2,
      recoveredFromZero: 0.75,
      recoveredFromMean: undefined,
      klReconstructed: 0.5,
      klZeroAblated: 1.5,
      klMeanAblated: 0,
    });
    expect(() => computeLossQuality(emptyLossSums)).toThrow("no token");
  });
});

test("what rebuilds nothing is not measured", async () => {
  const source = buildSource({ kind: "directions", reconstructs: false });
  await expect(openReconstructionSession(model, source)).rejects.toThrow("Directions rebuild nothing");
  const baselines = { mean: new Float32Array(width), directions: new Float64Array() };
  await expect(openLossSession(model, source, baselines)).rejects.toThrow("Directions rebuild nothing");
});

test("the mean of the activations comes back from the sums", async () => {
  const source = buildSource();
  const mean = computeMean(await reconstruct(source), source.decoderBias);
  const rows = countedRows().map((i) => rowAt(source.hookOut, i, width));
  mean.forEach((value, d) =>
    expect(value).toBeCloseTo(rows.reduce((sum, x) => sum + (x[d] ?? NaN), 0) / rows.length, 4),
  );
});

const closeTo = (sums: LossSums, digits: number) =>
  Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, expect.closeTo(value, digits)]));

/** What a Llama predicts from its last residual activation, in float64. @param unembedding [width × vocabulary], the norm's gain in it */
function referenceLogProbabilities(x: ArrayLike<number>, unembedding: Float32Array): Float64Array {
  const values = Array.from(x);
  const scale = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length + 1e-5);
  const vocabulary = unembedding.length / values.length;
  const logits = Float64Array.from({ length: vocabulary }, (_, token) =>
    values.reduce((sum, value, d) => sum + (value / scale) * (unembedding[d * vocabulary + token] ?? NaN), 0),
  );
  const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map((logit) => logit - logSum);
}

const squaredDistance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0);
