import { readdirSync, readFileSync } from "node:fs";
import { Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { buildModel } from "#lib/engine/build-model.ts";
import { countParameters } from "#lib/engine/decoder/count-parameters.ts";
import { createGraph, type Value } from "#lib/engine/graph.ts";
import { blockHook, type HookPoint, hookWidth, parseHookPoint } from "#lib/engine/hook-point.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { relativeDifference } from "#lib/engine/testing/relative-difference.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { buildSource } from "#lib/sae/testing/build-source.ts";

// Tiny models of random weights, saved by transformers, and what it computes with them: scripts/parity/make_model_fixtures.py
const folder = new URL("../../../test/fixtures/engine/architectures/", import.meta.url).pathname;
const families = readdirSync(folder);

async function runHooks(
  model: ModelDirectory,
  tokenIds: readonly (readonly number[])[],
  points: readonly HookPoint[],
): Promise<ReadonlyMap<HookPoint, Float32Array>> {
  const graph = createGraph();
  const valueAt = buildModel(graph, model, graph.input("tokenIds", "int32", ["batch", "length"]));
  const values = points.map((point) => [point, valueAt(point)] as const);
  // hook_resid_pre of a later layer is hook_resid_post of the one before: one output serves both.
  const outputs = [...new Map(values.map(([, value]): [string, Value] => [value.name, value])).values()];
  const session = await openInferenceSession(graph, outputs, { threads: 1 });
  try {
    const shape = [tokenIds.length, tokenIds[0]?.length ?? 0];
    const results = await session.run({ tokenIds: new Tensor("int32", Int32Array.from(tokenIds.flat()), shape) });
    return new Map(values.map(([point, value]) => [point, float32Data(results, value)]));
  } finally {
    await session.release();
  }
}

test("there are models of six families, each with its two layers and all of their hook points", () => {
  expect(families.length).toBeGreaterThanOrEqual(8);
});

describe.each(families)("%s equals transformers", (family) => {
  let model: ModelDirectory;
  let expected: SafetensorsFile;
  let tokenIds: number[][];
  let actual: ReadonlyMap<HookPoint, Float32Array>;
  const points = (file: SafetensorsFile) =>
    [...file.tensors.keys()].map((name) => parseHookPoint(name)).filter((point) => point !== undefined);

  beforeAll(async () => {
    model = await openModelDirectory(`${folder}${family}`);
    expected = await openSafetensors(`${folder}${family}/expected.safetensors`);
    ({ tokenIds } = JSON.parse(readFileSync(`${folder}${family}/expected.json`, "utf8")));
    actual = await runHooks(model, tokenIds, points(expected));
  });

  test("at every hook point and in its logits", async () => {
    expect(actual.size).toBe(expected.tensors.size);
    expect(actual.size).toBeGreaterThanOrEqual(16);
    const differences: Record<string, number> = {};
    for (const [point, values] of actual) {
      const wanted = await expected.readFloat32(point, expected.tensors.get(point)?.shape ?? []);
      differences[point] = relativeDifference(values, wanted);
    }
    expect(Object.entries(differences).filter(([, difference]) => !(difference < 1e-4))).toEqual([]);
  });

  test("with as many parameters as its files hold", async () => {
    const files = readdirSync(`${folder}${family}`).filter((name) => /^model.*safetensors$/.test(name));
    const headers = await Promise.all(files.map((name) => openSafetensors(`${folder}${family}/${name}`)));
    const counts = headers.flatMap(({ tensors }) =>
      [...tensors.values()].map(({ shape }) => shape.reduce((product, size) => product * size, 1)),
    );
    expect(countParameters(model)).toBe(counts.reduce((sum, count) => sum + count, 0));
  });

  test("whatever fills up the end of a sequence", async () => {
    const [first = []] = tokenIds;
    const point = "blocks.1.hook_resid_post";
    const padded = await runHooks(model, [[...first, 5, 5, 5]], [point]);
    const before = first.length * model.config.dModel;
    expect(
      relativeDifference(padded.get(point)?.subarray(0, before), actual.get(point)?.subarray(0, before)),
    ).toBeLessThan(1e-5);
  });
});

// Sources that are added later are computed without those that were there: their provenance does not name them.
test.each(families)("%s: what a source reads is the same bytes alone and beside others", async (family) => {
  const model = await openModelDirectory(`${folder}${family}`);
  const { tokenIds }: { tokenIds: number[][] } = JSON.parse(readFileSync(`${folder}${family}/expected.json`, "utf8"));
  const ids = Int32Array.from(tokenIds.flat());
  const encode = async (sources: readonly SourceWeights[]) => {
    const session = await openActivationSession(model, sources, { threads: 1 });
    try {
      return await session.run(ids, tokenIds.length, ids.length / tokenIds.length);
    } finally {
      await session.close();
    }
  };
  const sources = [0, 1].flatMap((layer) =>
    (["mlp.hook_in", "hook_mlp_out", "hook_resid_post"] as const).map((point) => {
      const width = hookWidth(model.config, blockHook(layer, point)) ?? 0;
      return buildSource({ hookIn: blockHook(layer, point), dIn: width, dOut: width });
    }),
  );
  const together = await encode(sources);
  for (const [i, source] of sources.entries()) expect(await encode([source])).toEqual([together[i]]);
});

test("what no output depends on is left out of the graph", async () => {
  const model = await openModelDirectory(`${folder}llama-linear`);
  const read: string[] = [];
  const tensors = {
    readFloat32(name: string, shape: readonly number[]) {
      read.push(name);
      return model.tensors.readFloat32(name, shape);
    },
  };
  const graph = createGraph();
  const valueAt = buildModel(graph, { ...model, tensors }, graph.input("tokenIds", "int32", ["batch", "length"]));
  await graph.serialize([valueAt("blocks.0.hook_resid_mid")]);
  expect(read.filter((name) => /layers\.1|mlp|lm_head/.test(name))).toEqual([]);
  expect(read).toContain("model.layers.0.self_attn.o_proj.weight");
});

test("a point that a family does not have is refused by name", async () => {
  const model = await openModelDirectory(`${folder}gpt-neox-parallel`);
  const graph = createGraph();
  const valueAt = buildModel(graph, model, graph.input("tokenIds", "int32", ["batch", "length"]));
  expect(() => valueAt("blocks.0.hook_resid_mid")).toThrow(
    "GPTNeoXForCausalLM has no hook point blocks.0.hook_resid_mid",
  );
});
