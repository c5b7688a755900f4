import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { withWeightFile } from "#lib/engine/weight-file.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";

test("computes what it was built of, with optional inputs, attributes and several outputs", async () => {
  const graph = createGraph();
  const x = graph.input("x", "float32", ["rows", 3]);
  const clipped = graph.node("Clip", [
    graph.node("LeakyRelu", [x], { alpha: { float: 0.5 } }),
    undefined,
    graph.scalar(2),
  ]);
  const [largest, where] = graph.nodeOf(["float32", "int64"], "TopK", [clipped, graph.ints([1])], { axis: -1 });
  const [index] = graph.nodeOf(["int32"], "Cast", [where], { to: 6 });
  const session = await openInferenceSession(graph, [clipped, largest, index], { threads: 1 });
  try {
    const results = await session.run({ x: new Tensor("float32", Float32Array.of(-2, 1, 5, 0, -4, -1), [2, 3]) });
    expect([...float32Data(results, clipped)]).toEqual([-1, 1, 2, 0, -2, -0.5]);
    expect([...float32Data(results, largest)]).toEqual([2, 0]);
    expect([...int32Data(results, index)]).toEqual([2, 0]);
    expect(() => int32Data(results, { ...index, name: largest.name })).toThrow("not int32");
  } finally {
    await session.release();
  }
});

test("a weight is loaded once, and only if an output depends on it", async () => {
  const graph = createGraph();
  const loaded: string[] = [];
  const weight = (name: string) => graph.weight(name, [1], () => (loaded.push(name), Float32Array.of(1)));
  const x = graph.input("x", "float32", [1]);
  const used = graph.node("Add", [graph.node("Add", [x, weight("used")]), weight("used")]);
  graph.node("Add", [used, weight("unused")]);
  await graph.serialize([used]);
  expect(loaded).toEqual(["used"]);
});

test("weights in a file beside the model are the same weights", async () => {
  const graph = createGraph();
  const size = 1 << 15;
  const numbers = (from: number) => Float32Array.from({ length: size }, (_, i) => from + i);
  const x = graph.input("x", "float32", [size]);
  const first = graph.node("Add", [x, graph.weight("first", [size], () => numbers(0))]);
  const sum = graph.node("Add", [first, graph.weight("second", [size], () => numbers(0.5))]);
  const small = graph.node("Mul", [sum, graph.weight("small", [1], () => Float32Array.of(2))]);
  expect(graph.weightBytes([small])).toBe(4 * (2 * size + 1));
  const bytes = await withWeightFile(async (folder, store) => {
    const model = await graph.serialize([small], store);
    expect(model.length).toBeLessThan(2_000);
    await writeFile(join(folder, "model.onnx"), model);
    const session = await InferenceSession.create(join(folder, "model.onnx"));
    const results = await session.run({ x: new Tensor("float32", new Float32Array(size), [size]) });
    await session.release();
    return float32Data(results, small);
  });
  expect([bytes[0], bytes[1], bytes[size - 1]]).toEqual([1, 5, 2 * (2 * (size - 1) + 0.5)]);
});
