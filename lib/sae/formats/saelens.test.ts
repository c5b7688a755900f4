import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";
import { referenceDecode, referenceEncode } from "#lib/sae/testing/reference-encode.ts";

const base = {
  architecture: "topk",
  d_in: 4,
  d_sae: 10,
  k: 3,
  dtype: "float32",
  metadata: { hook_name: "blocks.4.hook_resid_post", model_name: "m" },
};

describe("directories", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "saelens-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const f32 = (shape: readonly number[], seed: number) => ({
    dtype: "F32",
    shape,
    data: randomNormals(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
  });
  const tensors = {
    W_enc: f32([4, 10], 1),
    b_enc: f32([10], 2),
    W_dec: f32([10, 4], 3),
    b_dec: f32([4], 4),
  };

  async function write(config: object, weights: Parameters<typeof writeSafetensors>[1] = tensors): Promise<void> {
    await writeFile(join(directory, "cfg.json"), JSON.stringify(config));
    await writeSafetensors(join(directory, "sae_weights.safetensors"), weights);
  }

  test("weights arrive as they are, and the hash follows every byte", async () => {
    await write(base);
    const source = await readSource(plainModel, directory);
    expect([...(source.encoder ?? [])]).toEqual([...tensors.W_enc.data]);
    expect([...source.decoder]).toEqual([...tensors.W_dec.data]);
    await write({ ...base, k: 4 });
    expect((await readSource(plainModel, directory)).contentHash).not.toBe(source.contentHash);
  });

  test("folding the decoder norm keeps the reconstruction and ranks by scaled activations", async () => {
    await write(base);
    const plain = await readSource(plainModel, directory);
    await write({ ...base, rescale_acts_by_decoder_norm: true });
    const folded = await readSource(plainModel, directory);
    const x = randomNormals(4, 9);
    const { active } = referenceEncode(folded, x);
    const norms = Array.from({ length: 10 }, (_, i) => Math.hypot(...plain.decoder.slice(i * 4, i * 4 + 4)));
    const all = referenceEncode({ ...plain, k: 10 }, x).active.map(({ index, value }) => ({
      index,
      value: value * (norms[index] ?? NaN),
    }));
    const best = all.sort((a, b) => b.value - a.value).slice(0, 3);
    expect(active.map(({ index }) => index)).toEqual(best.map(({ index }) => index));
    const unscaled = best.map(({ index, value }) => ({
      index,
      value: value / (norms[index] ?? NaN),
    }));
    referenceDecode(folded, active, x).forEach((value, i) =>
      expect(value).toBeCloseTo(referenceDecode(plain, unscaled, x)[i] ?? NaN, 5),
    );
  });

  test("jumprelu needs its thresholds, and a wrong shape is refused", async () => {
    await write({ ...base, architecture: "jumprelu", k: undefined });
    await expect(readSource(plainModel, directory)).rejects.toThrow("no tensor threshold");
    await write({ ...base, d_sae: 11 });
    await expect(readSource(plainModel, directory)).rejects.toThrow(
      "W_enc of sae_weights.safetensors has shape [4, 10]",
    );
  });

  test.each([NaN, Infinity])("a weight of %s is refused", async (value) => {
    const data = Float32Array.from({ length: 10 }, (_, i) => (i === 7 ? value : 0));
    await write(base, { ...tensors, b_enc: { dtype: "F32", shape: [10], data } });
    await expect(readSource(plainModel, directory)).rejects.toThrow("encoderBias holds NaN or infinite numbers");
  });

  test("a factor that would have to be applied before decoding is refused", async () => {
    await write(base, { ...tensors, scaling_factor: f32([10], 5) });
    await expect(readSource(plainModel, directory)).rejects.toThrow("has a scaling_factor");
    const ones = { dtype: "F32", shape: [10], data: new Float32Array(10).fill(1) };
    await write(base, { ...tensors, scaling_factor: ones });
    expect((await readSource(plainModel, directory)).features).toBe(10);
  });

  test("an average norm is folded from the config or a checkpoint, and without either the source is refused", async () => {
    const averaged = { ...base, normalize_activations: "expected_average_only_in" };
    await write(averaged);
    await expect(readSource(plainModel, directory)).rejects.toThrow("add norm_scaling_factor to cfg.json");
    await writeFile(join(directory, "activation_scaler.json"), JSON.stringify({ scaling_factor: 0.25 }));
    const ofCheckpoint = await readSource(plainModel, directory);
    await write({ ...averaged, metadata: { ...base.metadata, norm_scaling_factor: 0.25 } });
    const ofConfig = await readSource(plainModel, directory);
    expect(ofCheckpoint.encoder).toEqual(ofConfig.encoder);
    expect([...(ofConfig.encoder ?? [])]).toEqual([...tensors.W_enc.data].map((value) => value * 0.25));
    expect([...ofConfig.decoderBias]).toEqual([...tensors.b_dec.data].map((value) => value * 4));
  });

  test("a directory of something else is not taken for a source", async () => {
    await expect(readSource(plainModel, directory)).rejects.toThrow("no source in a known format");
    await writeFile(join(directory, "cfg.json"), "[]");
    await expect(readSource(plainModel, directory)).rejects.toThrow("no source in a known format");
  });
});
