import { readFile } from "node:fs/promises";
import { Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { getArchitecture } from "#lib/engine/architectures/registry.ts";
import { createGraph, type Value } from "#lib/engine/graph.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { type ModelDirectory, openModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";

// A random model with grouped-query attention and an output matrix of its own, and what transformers computes with it.
const directory = new URL("../../../test/fixtures/engine/random-llama/", import.meta.url).pathname;

interface Expected {
  readonly tokenIds: readonly (readonly number[])[];
  readonly hooks: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
}

let model: ModelDirectory;
let expected: Expected;
let actual: ReadonlyMap<HookPoint, Float32Array>;

beforeAll(async () => {
  model = await openModelDirectory(directory);
  expected = JSON.parse(await readFile(`${directory}expected.json`, "utf8"));
  actual = await runAllHooks(Int32Array.from(expected.tokenIds.flat()), expected.tokenIds.length);
});

async function runAllHooks(tokenIds: Int32Array, batch: number): Promise<ReadonlyMap<HookPoint, Float32Array>> {
  const graph = createGraph();
  const points = new Map<HookPoint, Value>();
  const ids = graph.input("tokenIds", "int32", ["batch", "length"]);
  getArchitecture(model.config.architecture).build(graph, model, ids, (point, value) => {
    points.set(point, value);
    return value;
  });
  // hook_resid_pre of a later layer is hook_resid_post of the one before: one output serves both.
  const outputs = [...new Map(Array.from(points.values(), (value) => [value.name, value])).values()];
  const session = await openInferenceSession(await graph.serialize(outputs), { threads: 1 });
  try {
    const results = await session.run({
      tokenIds: new Tensor("int32", tokenIds, [batch, tokenIds.length / batch]),
    });
    return new Map([...points].map(([point, value]) => [point, float32Data(results, value)]));
  } finally {
    await session.release();
  }
}

describe("every hook point equals transformers", () => {
  const points = [
    "hook_resid_pre",
    "hook_attn_out",
    "hook_resid_mid",
    "mlp.hook_in",
    "mlp.hook_post",
    "hook_mlp_out",
    "hook_resid_post",
  ];
  test.each(
    [0, 1].flatMap((layer) => points.map((point) => `blocks.${layer}.${point}` as HookPoint)).concat("final_norm"),
  )("%s", (point) => {
    expect(maxDifference(actual.get(point), expected.hooks[point]?.values)).toBeLessThan(2e-5);
  });

  test("logits of the last three tokens", () => {
    const vocabulary = model.config.vocabularySize;
    const logits = actual.get("logits") ?? new Float32Array();
    const perSequence = logits.length / 2;
    const last = [perSequence, logits.length].flatMap((end) => Array.from(logits.subarray(end - 3 * vocabulary, end)));
    expect(maxDifference(last, expected.hooks["logits"]?.values)).toBeLessThan(1e-4);
  });
});

test("tokens that fill up the end of a sequence change nothing before them", async () => {
  const [first = []] = expected.tokenIds;
  const padded = await runAllHooks(Int32Array.from([...first, 5, 5, 5]), 1);
  const width = model.config.dModel;
  const before = (actual.get("blocks.1.hook_resid_post") ?? new Float32Array()).slice(0, first.length * width);
  expect(
    maxDifference(
      (padded.get("blocks.1.hook_resid_post") ?? new Float32Array()).slice(0, first.length * width),
      before,
    ),
  ).toBeLessThan(1e-5);
});

test("what no output depends on is left out of the graph", async () => {
  const graph = createGraph();
  const points = new Map<HookPoint, Value>();
  const read: string[] = [];
  const tensors = {
    readFloat32(name: string, shape: readonly number[]) {
      read.push(name);
      return model.tensors.readFloat32(name, shape);
    },
  };
  const ids = graph.input("tokenIds", "int32", ["batch", "length"]);
  getArchitecture("LlamaForCausalLM").build(graph, { ...model, tensors }, ids, (point, value) => {
    points.set(point, value);
    return value;
  });
  const last = points.get("blocks.0.hook_resid_mid");
  await graph.serialize(last ? [last] : []);
  expect(read.some((name) => name.includes("layers.1") || name.includes("mlp") || name.includes("lm_head"))).toBe(
    false,
  );
  expect(read).toContain("model.layers.0.self_attn.o_proj.weight");
});

/** Largest absolute difference; infinite when the lengths differ. */
function maxDifference(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length || a.length === 0) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return most;
}
