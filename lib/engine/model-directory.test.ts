import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openModelDirectory } from "#lib/engine/model-directory.ts";

const fixture = new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "model-"));
  await cp(fixture, directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

async function changeConfig(change: object): Promise<void> {
  const path = join(directory, "config.json");
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...change }));
}

test("reads sizes, rotary base and beginning-of-sequence token from the config", async () => {
  const { config, decoder } = await openModelDirectory(directory);
  expect(config).toEqual({
    architecture: "LlamaForCausalLM",
    layers: 2,
    dModel: 16,
    dMlp: 24,
    heads: 4,
    keyValueHeads: 2,
    headSize: 8,
    vocabularySize: 320,
    contextLength: 32,
    tiedEmbeddings: false,
    bosId: 0,
  });
  expect(decoder.finalNorm.epsilon).toBe(1e-5);
  expect(decoder.blocks[1]?.attention.rotary?.frequencies).toEqual([0, 1, 2, 3].map((i) => 500 ** (-i / 4)));
});

describe("the content hash", () => {
  test("is the same in another place and changes with the weights", async () => {
    const { contentHash } = await openModelDirectory(directory);
    expect(contentHash).toBe((await openModelDirectory(fixture)).contentHash);
    const weights = await readFile(join(directory, "model.safetensors"));
    weights[weights.length - 1] = 255 - (weights.at(-1) ?? 0);
    await writeFile(join(directory, "model.safetensors"), weights);
    expect((await openModelDirectory(directory)).contentHash).not.toBe(contentHash);
  });
});

test("files of the bare model leave the prefix out of their tensors' names", async () => {
  const file = join(directory, "model.safetensors");
  const weights = await readFile(file);
  // The same length, so that the header stays as long as it says.
  const header = weights.toString("latin1").replaceAll('"model.norm.weight"', '      "norm.weight"');
  await writeFile(file, header, "latin1");
  const [bare, whole] = await Promise.all([openModelDirectory(directory), openModelDirectory(fixture)]);
  expect(await bare.tensors.readFloat32("model.norm.weight", [16])).toEqual(
    await whole.tensors.readFloat32("model.norm.weight", [16]),
  );
});

test("weights in shards read as weights in one file", async () => {
  await rename(join(directory, "model.safetensors"), join(directory, "model-00001-of-00001.safetensors"));
  const index = { weight_map: { "model.norm.weight": "model-00001-of-00001.safetensors" } };
  await writeFile(join(directory, "model.safetensors.index.json"), JSON.stringify(index));
  const [sharded, single] = await Promise.all([openModelDirectory(directory), openModelDirectory(fixture)]);
  expect(await sharded.tensors.readFloat32("model.norm.weight", [16])).toEqual(
    await single.tensors.readFloat32("model.norm.weight", [16]),
  );
  await expect(sharded.tensors.readFloat32("absent", [1])).rejects.toThrow("no tensor absent");
});

describe("refused with a sentence", () => {
  test.each([
    ["half of what bends frequencies", { rope_scaling: { rope_type: "llama3", factor: 8 } }, "low_freq_factor"],
    ["another kind of it", { rope_parameters: { rope_type: "yarn", rope_theta: 1 } }, "rope_parameters"],
    ["another activation", { hidden_act: "gelu" }, "hidden_act"],
    ["an architecture that is not here", { architectures: ["MambaForCausalLM"] }, "MambaForCausalLM is not"],
    ["no architecture", { architectures: null }, "names no single architecture"],
    ["heads that do not divide", { num_key_value_heads: 3 }, "multiple of num_key_value_heads"],
    ["an absurd width", { hidden_size: 1e9 }, "hidden_size"],
    ["a missing size", { num_hidden_layers: null }, "num_hidden_layers"],
  ])("%s", async (_name, change, message) => {
    await changeConfig(change);
    await expect(openModelDirectory(directory)).rejects.toThrow(message);
  });

  test("a shard outside the directory", async () => {
    const index = { weight_map: { a: "../other/model.safetensors" } };
    await writeFile(join(directory, "model.safetensors.index.json"), JSON.stringify(index));
    await expect(openModelDirectory(directory)).rejects.toThrow("no valid weight_map");
  });

  test("a missing tokenizer", async () => {
    await rm(join(directory, "tokenizer.json"));
    await expect(openModelDirectory(directory)).rejects.toThrow("tokenizer.json");
  });
});
