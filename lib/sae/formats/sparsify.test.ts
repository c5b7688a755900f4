import { cp, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSource } from "#lib/sae/formats/registry.ts";
import { normingModel, plainModel } from "#lib/sae/testing/model-layouts.ts";
import { parseSparsifyConfig } from "#lib/sae/formats/sparsify.ts";

const base = { activation: "topk", expansion_factor: 8, num_latents: 40, k: 5, transcode: false, d_in: 16 };

describe("configs", () => {
  test("without a number of latents it is the expansion of the width", () => {
    expect(parseSparsifyConfig({ ...base, num_latents: 0 }).features).toBe(128);
    expect(parseSparsifyConfig({ d_in: 2, expansion_factor: 32 })).toMatchObject({ features: 64, k: 32 });
  });

  test.each([
    ["no width", { ...base, d_in: undefined }, "not a sparsify config"],
    ["a width beyond bounds", { ...base, d_in: 1e12 }, "not a sparsify config"],
    [
      "latents beyond bounds",
      { ...base, num_latents: 0, d_in: 1 << 20, expansion_factor: 1 << 10 },
      "check num_latents",
    ],
    ["more active latents than there are", { ...base, k: 41 }, "41 of 40 latents"],
    ["an unknown activation", { ...base, activation: "groupmax" }, "activation groupmax are not supported"],
  ])("%s is refused", (_name, json, message) => {
    expect(() => parseSparsifyConfig(json)).toThrow(message);
  });
});

describe("directories", () => {
  const fixture = new URL("../../../test/fixtures/sae/sparsify-topk/layers.0/", import.meta.url).pathname;
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "sparsify-"));
  });
  afterEach(() => rm(parent, { recursive: true }));

  async function copyTo(name: string, config: object = base): Promise<string> {
    const directory = join(parent, name);
    await cp(fixture, directory, { recursive: true });
    await writeFile(join(directory, "cfg.json"), JSON.stringify(config));
    return directory;
  }

  test("the folder names the hook point, with or without a slash behind it", async () => {
    const directory = await copyTo("layers.3.mlp");
    expect(await readSource(plainModel, directory)).toMatchObject({ kind: "sae", hookIn: "blocks.3.hook_mlp_out" });
    expect(await readSource(plainModel, `${directory}/`)).toMatchObject({ hookIn: "blocks.3.hook_mlp_out" });
  });

  test("a transcoder maps its MLP's input to its output", async () => {
    expect(await readSource(plainModel, await copyTo("layers.3.mlp", { ...base, transcode: true }))).toMatchObject({
      kind: "transcoder",
      hookIn: "blocks.3.mlp.hook_in",
      hookOut: "blocks.3.hook_mlp_out",
      applyDecoderBiasToInput: false,
    });
  });

  test("a folder that names no hook point, and a transcoder of anything but an MLP, are refused", async () => {
    await expect(readSource(plainModel, await copyTo("my-sae"))).rejects.toThrow("names no module this engine reads");
    await expect(readSource(plainModel, await copyTo("layers.3", { ...base, transcode: true }))).rejects.toThrow(
      "supported are those of an MLP",
    );
    await expect(readSource(normingModel, await copyTo("layers.4.mlp"))).rejects.toThrow(
      "layers.5.post_feedforward_layernorm",
    );
  });

  test("hook points in the config stand for the folder's name", async () => {
    const hook_name = "blocks.2.mlp.hook_in";
    expect(await readSource(plainModel, await copyTo("2-mlp", { ...base, hook_name }))).toMatchObject({
      hookOut: hook_name,
    });
    const transcoder = { ...base, transcode: true, hook_name };
    await expect(readSource(plainModel, await copyTo("2-tc", transcoder))).rejects.toThrow(
      "The hook_name_out of cfg.json",
    );
    const hook_name_out = "blocks.2.hook_mlp_out";
    expect(await readSource(plainModel, await copyTo("2-tc", { ...transcoder, hook_name_out }))).toMatchObject({
      hookIn: hook_name,
      hookOut: hook_name_out,
    });
  });

  test("a source with a skip connection needs its matrix", async () => {
    const directory = await copyTo("layers.3.mlp", { ...base, transcode: true, skip_connection: true });
    await expect(readSource(plainModel, directory)).rejects.toThrow("no tensor W_skip");
  });

  test("weights that end early or do not belong to the config are refused", async () => {
    await expect(readSource(plainModel, await copyTo("layers.1", { ...base, num_latents: 41 }))).rejects.toThrow(
      "has shape [40",
    );
    const directory = await copyTo("layers.2");
    await truncate(join(directory, "sae.safetensors"), 3000);
    await expect(readSource(plainModel, directory)).rejects.toThrow("download it again");
  });
});
