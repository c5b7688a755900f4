import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";
import { referenceEncode } from "#lib/sae/testing/reference-encode.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "directions-"));
});
afterEach(() => rm(directory, { recursive: true }));

const config = { format: "featurepedia-directions", hook_name: "blocks.1.hook_resid_post" };
const f32 = (shape: number[], data: number[]) => ({ dtype: "F32", shape, data: Float32Array.from(data) });

async function write(cfg: object, tensors: Parameters<typeof writeSafetensors>[1]) {
  await writeFile(join(directory, "cfg.json"), JSON.stringify(cfg));
  await writeSafetensors(join(directory, "directions.safetensors"), tensors);
}

const two = f32([2, 2], [3, 4, 0, -2]);

test("a direction's length does not matter, and its names are kept", async () => {
  await write({ ...config, names: ["truth", "harm"] }, { directions: two });
  const source = await readSource(plainModel, directory);
  expect(source).toMatchObject({
    kind: "directions",
    architecture: "relu",
    reconstructs: false,
    hookIn: "blocks.1.hook_resid_post",
    metadata: { names: ["truth", "harm"] },
  });
  const { active } = referenceEncode(source, [5, 10]);
  expect(active).toHaveLength(1);
  expect(active[0]?.value).toBeCloseTo(11, 5);
});

test("a bias moves activations, and what stays below its threshold is silent", async () => {
  await write(config, { directions: two, bias: f32([2], [-1, 30]), threshold: f32([2], [10.5, 0]) });
  const { active } = referenceEncode(await readSource(plainModel, directory), [5, 10]);
  expect(active.map(({ index }) => index)).toEqual([1]);
});

test.each([
  ["a hook point the model lacks", { ...config, hook_name: "blocks.1.nothing" }, { directions: two }, "hook_name"],
  ["no hook point", { format: config.format }, { directions: two }, "not a featurepedia-directions config"],
  ["names for others", { ...config, names: ["truth"] }, { directions: two }, "1 names for 2 directions"],
  ["a direction of zeros", config, { directions: f32([2, 2], [1, 1, 0, 0]) }, "Direction 1"],
  ["one vector alone", config, { directions: f32([2], [1, 1]) }, "one row a direction"],
])("%s: refused", async (_name, cfg, tensors, message) => {
  await write(cfg, tensors);
  await expect(readSource(plainModel, directory)).rejects.toThrow(message);
});
