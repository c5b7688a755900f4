import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "#lib/engine/intervention/change.ts";
import type { WeightMode } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import type { TensorReader } from "#lib/engine/model-weights.ts";
import { type ModelSession, openModelSession } from "#lib/engine/model-session.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { relativeDifference } from "#lib/engine/testing/relative-difference.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { createUniform } from "#lib/stats/uniform.ts";

// What PyTorch makes of the same changes, done by hooks: scripts/parity/make_intervention_fixtures.py
const folder = new URL("../../test/fixtures/engine/architectures/", import.meta.url).pathname;

const RESIDUAL = "blocks.0.hook_resid_post";
const ATTENTION = "blocks.1.hook_attn_out";
const SCORES = "blocks.1.attn.hook_attn_scores";
const HEADS = "blocks.1.attn.hook_z";
const [STEERED, PATCHED] = [
  [2, 3, 7],
  [3, 5],
];
const EDGES = { queries: [4, 6], keys: [1, 3] };

const readJson = (family: string, name: string) => JSON.parse(readFileSync(`${folder}${family}/${name}`, "utf8"));

async function readGiven(file: SafetensorsFile, name: string): Promise<Float32Array> {
  return file.readFloat32(name, file.tensors.get(name)?.shape ?? []);
}

async function readSae(file: SafetensorsFile, dModel: number): Promise<SourceWeights> {
  const features = file.tensors.get("given.encoderBias")?.shape[0] ?? 0;
  return {
    kind: "sae",
    architecture: "relu",
    hookIn: RESIDUAL,
    hookOut: RESIDUAL,
    dIn: dModel,
    dOut: dModel,
    features,
    k: features,
    encoder: await readGiven(file, "given.encoder"),
    encoderBias: await readGiven(file, "given.encoderBias"),
    decoder: await readGiven(file, "given.decoder"),
    decoderBias: await readGiven(file, "given.decoderBias"),
    threshold: undefined,
    applyDecoderBiasToInput: false,
    contentHash: "",
    metadata: {},
  };
}

describe.each(readdirSync(folder))("%s", (family) => {
  let model: ModelDirectory;
  let file: SafetensorsFile;
  let session: ModelSession;
  let sequence: number[];
  const { tokenIds, prompt, generated } = readJson(family, "expected.json");
  const steering = readJson(family, "interventions.json");

  beforeAll(async () => {
    model = await openModelDirectory(`${folder}${family}`);
    file = await openSafetensors(`${folder}${family}/interventions.safetensors`);
    sequence = tokenIds[1];
    const plan = {
      points: [RESIDUAL, ATTENTION, SCORES, HEADS] as const,
      sources: [await readSae(file, model.config.dModel)],
      capture: [RESIDUAL, ATTENTION, "blocks.1.attn.hook_pattern"] as const,
      lens: 3,
    };
    session = await openModelSession(model, plan, { threads: 1 });
  });
  afterAll(() => session.close());

  const add = async (positions?: number[]): Promise<Change> => ({
    kind: "add",
    point: RESIDUAL,
    vector: await readGiven(file, "given.vector"),
    ...(positions ? { positions } : {}),
  });
  const changes: Record<string, () => Promise<Change[]>> = {
    add: async () => [await add(STEERED)],
    replace: async () => [
      { kind: "replace", point: RESIDUAL, values: await readGiven(file, "given.values"), positions: PATCHED },
    ],
    "scale-heads": async () => [
      { kind: "scale-heads", layer: 1, heads: [0], factor: 0 },
      { kind: "scale-heads", layer: 1, heads: [1], factor: 2.5 },
    ],
    "cut-edges": async () => [{ kind: "cut-edges", layer: 1, ...EDGES }],
    "cut-edges-of-a-head": async () => [{ kind: "cut-edges", layer: 1, heads: [1], ...EDGES }],
    swap: async () => [
      {
        kind: "replace",
        point: ATTENTION,
        values: await readGiven(file, "given.swapped"),
        positions: sequence.map((_, position) => position),
      },
    ],
    "scale-features": async () => [
      { kind: "scale-features", source: 0, features: [2], factor: 0 },
      { kind: "scale-features", source: 0, features: [4], factor: 3 },
    ],
    twice: async () => [await add(STEERED), { kind: "scale", point: RESIDUAL, factor: -0.5, positions: [3, 4] }],
  };

  test.each(Object.entries(changes))("%s changes the logits as PyTorch hooks do", async (name, make) => {
    const { logits } = await session.run(sequence, await make());
    const expected = await readGiven(file, `logits.${name}`);
    expect(relativeDifference(logits, expected)).toBeLessThan(1e-4);
    expect(relativeDifference((await session.run(sequence)).logits, expected)).toBeGreaterThan(1e-3);
  });

  test("a captured value put into another run makes it go on as the first", async () => {
    const other = await session.run(tokenIds[0]);
    const values = other.captured.get(RESIDUAL) ?? new Float32Array();
    const patched = await session.run(sequence, [
      { kind: "replace", point: RESIDUAL, values, positions: sequence.map((_, position) => position) },
    ]);
    expect(relativeDifference(patched.logits, other.logits)).toBeLessThan(1e-5);
  });

  test("a pattern sums to one, and nothing of it falls on an edge that is cut", async () => {
    const { captured } = await session.run(sequence, [{ kind: "cut-edges", layer: 1, heads: [1], ...EDGES }]);
    const pattern = captured.get("blocks.1.attn.hook_pattern") ?? new Float32Array();
    const length = sequence.length;
    expect(pattern).toHaveLength(model.config.heads * length * length);
    for (let row = 0; row < pattern.length; row += length)
      expect(pattern.subarray(row, row + length).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    for (const query of EDGES.queries)
      for (const key of EDGES.keys) expect(pattern[(length + query) * length + key]).toBe(0);
  });

  test("it writes what transformers writes, with keys and values kept", async () => {
    for (const [row, ids] of tokenIds.entries())
      expect(await collect(session.generate(ids.slice(0, prompt), { tokens: generated[row].length }))).toEqual(
        generated[row],
      );
  });

  test("it writes what transformers writes under steering", async () => {
    const start = sequence.slice(0, steering.prompt);
    const options = { tokens: steering.steered.length, changes: [await add()] };
    expect(await collect(session.generate(start, options))).toEqual(steering.steered);
  });

  test("the logit lens reads the residual stream by the final norm, and ends at the model's own logits", async () => {
    const { lens, logits } = await session.run(sequence);
    const expected = await readGiven(file, "lens");
    const vocabulary = model.config.vocabularySize;
    const entry = lens.find(({ point }) => point === RESIDUAL);
    expect(entry?.tokenIds).toHaveLength(sequence.length * 3);
    const wanted = Array.from(entry?.tokenIds ?? [], (id, i) => expected[Math.floor(i / 3) * vocabulary + id] ?? NaN);
    expect(relativeDifference(entry?.logProbabilities, Float32Array.from(wanted))).toBeLessThan(1e-4);
    for (const [position, row] of rows(expected, vocabulary).entries())
      expect(entry?.tokenIds[position * 3]).toBe(row.indexOf(Math.max(...row)));
    const last = lens.at(-1);
    for (const [position, row] of rows(logits, vocabulary).entries())
      expect(last?.tokenIds[position * 3]).toBe(row.indexOf(Math.max(...row)));
    const perLayer = model.decoder.blocks[0]?.parallel ? 1 : 2;
    expect(lens).toHaveLength(1 + perLayer * model.config.layers);
  });
});

describe("a session", () => {
  let session: ModelSession;
  beforeAll(async () => {
    const model = await openModelDirectory(`${folder}gemma2`);
    session = await openModelSession(model, { points: [SCORES, RESIDUAL] }, { threads: 1 });
  });
  afterAll(() => session.close());

  const PROMPT = [1, 5, 9, 13];

  test("draws the same text for the same seed, and another for another", async () => {
    const write = (seed: number) =>
      collect(session.generate(PROMPT, { tokens: 20, sampling: { temperature: 2, random: createUniform(seed) } }));
    expect(await write(3)).toEqual(await write(3));
    expect(await write(3)).not.toEqual(await write(4));
  });

  test("ends at a stop token, which it does not write, and at a signal", async () => {
    const whole = await collect(session.generate(PROMPT, { tokens: 8 }));
    const [stop = -1] = whole.slice(-1);
    expect(await collect(session.generate(PROMPT, { tokens: 8, stopIds: [stop] }))).toEqual(
      whole.slice(0, whole.indexOf(stop)),
    );
    const ended = AbortSignal.abort(new Error("enough"));
    await expect(collect(session.generate(PROMPT, { tokens: 8, signal: ended }))).rejects.toThrow("enough");
  });

  test.each<[string, Change, string]>([
    ["a point without a slot", { kind: "scale", point: ATTENTION, factor: 0 }, "not opened for changes at blocks.1"],
    ["a vector of another width", { kind: "add", point: RESIDUAL, vector: new Float32Array(3) }, "needs 16"],
    [
      "rows that are missing",
      { kind: "replace", point: RESIDUAL, values: new Float32Array(16), positions: [0, 1] },
      "needs 32",
    ],
    ["a number beyond the width", { kind: "scale", point: RESIDUAL, factor: 0, units: [16] }, "There are 16"],
    ["a position before the first", { kind: "scale", point: RESIDUAL, factor: 0, positions: [-1] }, "-1 is not"],
    ["a head that is not there", { kind: "cut-edges", layer: 1, heads: [4], queries: [1], keys: [0] }, "4 heads"],
    ["a source that is not there", { kind: "scale-features", source: 0, features: [1], factor: 0 }, "has 0 sources"],
    [
      "every edge of a token",
      { kind: "cut-edges", layer: 1, queries: [2], keys: [0, 1, 2] },
      "Every edge of position 2 in head 0 would be cut",
    ],
  ])("refuses %s", async (_name, change, message) => {
    await expect(session.run(PROMPT, [change])).rejects.toThrow(message);
  });

  test("refuses a text longer than it reads, also while it writes", async () => {
    await expect(session.run(Array.from({ length: 65 }, () => 1))).rejects.toThrow("at most 64 tokens");
    const full = Array.from({ length: 63 }, () => 1);
    await expect(collect(session.generate(full, { tokens: 5 }))).rejects.toThrow("at most 64 tokens");
  });
});

async function readLogits(family: string, weights: WeightMode, factor = 1): Promise<Float32Array> {
  const model = await openModelDirectory(`${folder}${family}`);
  const tensors: TensorReader = {
    readFloat32: async (name, shape) => (await model.tensors.readFloat32(name, shape)).map((value) => factor * value),
  };
  const session = await openModelSession({ ...model, tensors }, {}, { threads: 1, weights });
  const { logits } = await session.run(readJson(family, "expected.json").tokenIds[0]);
  await session.close();
  return logits;
}

test("weights of 8 bits give nearly the same, in a quarter of the bytes", async () => {
  const difference = relativeDifference(
    await readLogits("llama-linear", "int8"),
    await readLogits("llama-linear", "f32"),
  );
  expect(difference).toBeGreaterThan(1e-6);
  expect(difference).toBeLessThan(0.1);
});

describe.each(readdirSync(folder))("weights of 16 bits: %s", (family) => {
  test("give the same where the file has 16-bit floats", async () => {
    expect(relativeDifference(await readLogits(family, "f16"), await readLogits(family, "f32"))).toBeLessThan(1e-6);
  });

  test("give the same but for their rounding where it has others", async () => {
    const factor = 1 + 2 ** -12;
    const difference = relativeDifference(
      await readLogits(family, "f16", factor),
      await readLogits(family, "f32", factor),
    );
    expect(difference).toBeGreaterThan(1e-6);
    expect(difference).toBeLessThan(5e-3);
  });
});

async function collect(tokens: AsyncGenerator<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const id of tokens) all.push(id);
  return all;
}

const rows = (matrix: Float32Array, width: number): Float32Array[] =>
  Array.from({ length: matrix.length / width }, (_, row) => matrix.subarray(row * width, (row + 1) * width));
