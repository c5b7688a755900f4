import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { buildHalfProduct, buildHalfRows } from "#lib/engine/decoder/half-product.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { transpose } from "#lib/engine/linear.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";

const [INPUTS, OUTPUTS] = [24, 50];
const stored = randomNormals(OUTPUTS * INPUTS, 5);
// Below what halves hold in full precision; the processor is told to take such numbers as f32 for zero.
stored[3 * INPUTS] = 3 * 2 ** -24;
const input = randomNormals(2 * 3 * INPUTS, 6);

const matrixOf = (outputsFirst: boolean) => ({
  name: outputsFirst ? "rows" : "columns",
  inputs: INPUTS,
  outputs: OUTPUTS,
  outputsFirst,
  read: async () => (outputsFirst ? stored : transpose(stored, OUTPUTS, INPUTS)),
});

function buildBoth(outputsFirst = true, widenedMax?: number) {
  const graph = createGraph();
  const x = graph.input("x", "float32", ["batch", "length", INPUTS]);
  const ids = graph.input("ids", "int32", ["count"]);
  const product = buildHalfProduct(graph, x, matrixOf(outputsFirst), widenedMax);
  return { graph, product, rows: buildHalfRows(graph, matrixOf(true), ids) };
}

test.each([
  ["as rows, at once", true, undefined],
  ["as rows, in parts that do not divide it", true, 7 * INPUTS],
  ["as rows, an output at a time", true, 1],
  ["as columns, at once", false, undefined],
  ["as columns, in parts", false, 7 * INPUTS],
])("the matrix that is multiplied and looked up is the stored one rounded to 16 bits: %s", async (_, first, max) => {
  const { graph, product, rows } = buildBoth(first, max);
  const session = await openInferenceSession(graph, [product, rows], { threads: 1 });
  const results = await session.run({
    x: new Tensor("float32", input, [2, 3, INPUTS]),
    ids: new Tensor("int32", Int32Array.of(49, 3), [2]),
  });
  await session.release();
  const rounded = stored.map(roundToFloat16);
  const wanted = Float32Array.from({ length: 6 * OUTPUTS }, (_, i) => {
    const [token, output] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    return input
      .subarray(token * INPUTS, (token + 1) * INPUTS)
      .reduce((sum, value, k) => sum + value * (rounded[output * INPUTS + k] ?? NaN), 0);
  });
  const products = float32Data(results, product);
  expect(products).toHaveLength(wanted.length);
  expect(Math.max(...products.map((value, i) => Math.abs(value - (wanted[i] ?? NaN))))).toBeLessThan(1e-5);
  expect([...float32Data(results, rows)]).toEqual(
    [49, 3].flatMap((row) => [...rounded.subarray(row * INPUTS, (row + 1) * INPUTS)]),
  );
});

test("onnxruntime holds it in 16 bits and has no other copy, however it optimises", async () => {
  const { graph, product, rows } = buildBoth(true, 7 * INPUTS);
  const folder = await mkdtemp(join(tmpdir(), "featurepedia-test-"));
  const path = join(folder, "optimised.onnx");
  try {
    const options = { graphOptimizationLevel: "all", optimizedModelFilePath: path, logSeverityLevel: 3 } as const;
    await (await InferenceSession.create(await graph.serialize([product, rows]), options)).release();
    const model = onnxProto.onnx.ModelProto.decode(await readFile(path));
    const large = (model.graph?.initializer ?? []).filter(
      ({ dims }) => Number(dims?.[0] ?? 0) * Number(dims?.[1] ?? 0) > 100,
    );
    const { FLOAT16 } = onnxProto.onnx.TensorProto.DataType;
    expect(large.map(({ dims, dataType }) => [dataType, dims?.map(Number)])).toEqual([[FLOAT16, [OUTPUTS, INPUTS]]]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
