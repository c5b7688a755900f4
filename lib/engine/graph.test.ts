import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
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
  const session = await openInferenceSession(await graph.serialize([clipped, largest, index]), { threads: 1 });
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

test("weights that do not fit one file are refused before they are loaded", async () => {
  const graph = createGraph();
  const huge = graph.weight("huge", [1 << 15, 1 << 15], () => {
    throw new Error("was loaded");
  });
  await expect(graph.serialize([graph.node("Neg", [huge])])).rejects.toThrow("holds 2 GiB");
});
