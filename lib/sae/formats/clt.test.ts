import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";

const fixture = new URL("../../../test/fixtures/sae/clt/", import.meta.url).pathname;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "clt-"));
  await cp(fixture, directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

test("the layer is that of the files, its features rebuild nothing, and how far they write is told", async () => {
  expect(await readSource(plainModel, directory)).toMatchObject({
    kind: "transcoder",
    hookIn: "blocks.1.hook_resid_mid",
    hookOut: "blocks.1.hook_mlp_out",
    reconstructs: false,
    metadata: { cross_layer_transcoder: { layer: 1, writes_to_layers: 2 } },
  });
});

test("a folder of several layers or of none is refused", async () => {
  await cp(join(directory, "W_enc_1.safetensors"), join(directory, "W_enc_2.safetensors"));
  await expect(readSource(plainModel, directory)).rejects.toThrow("holds 2 layers");
  await rm(join(directory, "W_enc_1.safetensors"));
  await rm(join(directory, "W_enc_2.safetensors"));
  await expect(readSource(plainModel, directory)).rejects.toThrow("holds 0 layers");
});

test("a hook point before the norm's gain is refused", async () => {
  const config = await readFile(join(directory, "config.yaml"), "utf8");
  await writeFile(join(directory, "config.yaml"), config.replace("hook_resid_mid", '"ln2.hook_normalized"'));
  await expect(readSource(plainModel, directory)).rejects.toThrow("feature_input_hook of config.yaml is ln2.hook_norm");
});

test("thresholds below 0, and a decoder of another shape, are refused", async () => {
  const f32 = (shape: number[], value = 1) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
    return { dtype: "F32", shape, data };
  };
  const encoder = { W_enc_1: f32([40, 16]), b_enc_1: f32([40]), b_dec_1: f32([16]) };
  await writeSafetensors(join(directory, "W_enc_1.safetensors"), { ...encoder, threshold_1: f32([40], -1) });
  await expect(readSource(plainModel, directory)).rejects.toThrow("thresholds below 0");
  await writeSafetensors(join(directory, "W_dec_1.safetensors"), { W_dec_1: f32([40, 16]) });
  await expect(readSource(plainModel, directory)).rejects.toThrow("W_dec_1 of the cross-layer transcoder");
});
