import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { parseSaelensConfig } from "#lib/sae/formats/saelens.ts";
import { referenceDecode, referenceEncode } from "#lib/sae/testing/reference-encode.ts";

const base = {
  architecture: "topk",
  d_in: 4,
  d_sae: 10,
  k: 3,
  dtype: "float32",
  metadata: { hook_name: "blocks.4.hook_resid_post", model_name: "m" },
};

describe("configs", () => {
  test("version 6: fields at the top, the hook in the metadata", () => {
    expect(parseSaelensConfig(base)).toMatchObject({
      kind: "sae",
      architecture: "topk",
      hookIn: "blocks.4.hook_resid_post",
      hookOut: "blocks.4.hook_resid_post",
      dIn: 4,
      dOut: 4,
      features: 10,
      k: 3,
      applyDecoderBiasToInput: true,
      metadata: { model_name: "m" },
    });
  });

  test("before version 6: flat, with the old names", () => {
    const flat = {
      d_in: 4,
      d_sae: 10,
      hook_point: "blocks.0.hook_mlp_out",
      activation_fn_str: "topk",
      activation_fn_kwargs: { k: 2 },
      apply_b_dec_to_input: false,
      normalize_activations: "none",
    };
    expect(parseSaelensConfig(flat)).toMatchObject({
      kind: "sae",
      architecture: "topk",
      k: 2,
      applyDecoderBiasToInput: false,
    });
  });

  test.each([
    ["transcoder", "relu", 10],
    ["jumprelu_transcoder", "jumprelu", 10],
    ["topk", "topk", 3],
  ])("%s with an output hook is a transcoder that encodes as %s", (architecture, expected, k) => {
    const json = {
      ...base,
      architecture,
      ...(architecture === "topk" ? {} : { k: undefined }),
      d_out: 6,
      metadata: { hook_name: "blocks.3.ln2.hook_out", hook_name_out: "blocks.3.hook_mlp_out" },
    };
    expect(parseSaelensConfig(json)).toMatchObject({
      kind: "transcoder",
      architecture: expected,
      k,
      hookIn: "blocks.3.mlp.hook_in",
      hookOut: "blocks.3.hook_mlp_out",
      dOut: 6,
      applyDecoderBiasToInput: false,
    });
  });

  test.each([
    ["blocks.2.hook_resid_pre", "blocks.2.hook_resid_pre"],
    ["model.layers.11.mlp", "blocks.11.hook_mlp_out"],
    ["model.layers.11", "blocks.11.hook_resid_post"],
    ["blocks.1.mlp.hook_out", "blocks.1.hook_mlp_out"],
    ["model.layers.3.post_attention_layernorm", "blocks.3.mlp.hook_in"],
  ])("the hook %s is our %s", (name, point) => {
    expect(parseSaelensConfig({ ...base, metadata: { hook_name: name } }).hookIn).toBe(point);
  });

  test.each([
    ["no width", { ...base, d_in: undefined }, "not a SAELens config"],
    ["a width beyond bounds", { ...base, d_sae: 1e12 }, "not a SAELens config"],
    ["no hook", { ...base, metadata: {} }, "no hook_name"],
    [
      "an unknown hook",
      { ...base, metadata: { hook_name: "blocks.1.ln2.hook_normalized" } },
      "not one this engine has",
    ],
    ["an unknown architecture", { ...base, architecture: "temporal", k: undefined }, "not supported"],
    ["normalised activations", { ...base, normalize_activations: "layer_norm" }, "normalises activations (layer_norm)"],
    ["reshaped activations", { ...base, reshape_activations: "hook_z" }, "reshapes activations (hook_z)"],
    [
      "a residual stream that was centred",
      { ...base, metadata: { ...base.metadata, model_from_pretrained_kwargs: { center_writing_weights: true } } },
      "loaded with center_writing_weights",
    ],
    [
      "the same in a config before version 6",
      {
        ...base,
        metadata: undefined,
        hook_name: "blocks.4.hook_resid_pre",
        model_from_pretrained_kwargs: { center_writing_weights: true },
      },
      "changes blocks.4.hook_resid_pre",
    ],
    [
      "an MLP's input without the norm's gain",
      { ...base, metadata: { hook_name: "blocks.4.ln2.hook_out", model_from_pretrained_kwargs: { fold_ln: true } } },
      "loaded with fold_ln",
    ],
    ["topk without k", { ...base, k: undefined }, "has no k"],
  ])("%s is refused", (_name, json, message) => {
    expect(() => parseSaelensConfig(json)).toThrow(message);
  });
});

test("model options that do not change the hook point are no obstacle", () => {
  const options = { center_writing_weights: true, fold_ln: true };
  const metadata = { hook_name: "blocks.4.mlp.hook_post", model_from_pretrained_kwargs: options };
  expect(parseSaelensConfig({ ...base, metadata }).hookIn).toBe("blocks.4.mlp.hook_post");
});

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
    const source = await readSource(directory);
    expect([...(source.encoder ?? [])]).toEqual([...tensors.W_enc.data]);
    expect([...source.decoder]).toEqual([...tensors.W_dec.data]);
    await write({ ...base, k: 4 });
    expect((await readSource(directory)).contentHash).not.toBe(source.contentHash);
  });

  test("folding the decoder norm keeps the reconstruction and ranks by scaled activations", async () => {
    await write(base);
    const plain = await readSource(directory);
    await write({ ...base, rescale_acts_by_decoder_norm: true });
    const folded = await readSource(directory);
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
    referenceDecode(folded, active).forEach((value, i) =>
      expect(value).toBeCloseTo(referenceDecode(plain, unscaled)[i] ?? NaN, 5),
    );
  });

  test("jumprelu needs its thresholds, and a wrong shape is refused", async () => {
    await write({ ...base, architecture: "jumprelu", k: undefined });
    await expect(readSource(directory)).rejects.toThrow("no tensor threshold");
    await write({ ...base, d_sae: 11 });
    await expect(readSource(directory)).rejects.toThrow("W_enc of sae_weights.safetensors has shape [4, 10]");
  });

  test.each([NaN, Infinity])("a weight of %s is refused", async (value) => {
    const data = Float32Array.from({ length: 10 }, (_, i) => (i === 7 ? value : 0));
    await write(base, { ...tensors, b_enc: { dtype: "F32", shape: [10], data } });
    await expect(readSource(directory)).rejects.toThrow("encoderBias holds NaN or infinite numbers");
  });

  test("a factor that would have to be applied before decoding is refused", async () => {
    await write(base, { ...tensors, scaling_factor: f32([10], 5) });
    await expect(readSource(directory)).rejects.toThrow("has a scaling_factor");
  });

  test("a directory of something else is not taken for a source", async () => {
    await expect(readSource(directory)).rejects.toThrow("no source in a known format");
    await writeFile(join(directory, "cfg.json"), "[]");
    await expect(readSource(directory)).rejects.toThrow("no source in a known format");
  });
});
