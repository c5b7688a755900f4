import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { z } from "zod";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession } from "#lib/engine/inference-session.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";
import { buildDecoder, buildEncoder } from "#lib/sae/encode.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

const fixtures = new URL("../../../test/fixtures/sae/", import.meta.url).pathname;
const Rows = z.array(z.array(z.number()));
const Expected = z.object({ input: Rows, activations: Rows, reconstruction: Rows });

/** Runs the graph that the product runs. @returns activations [tokens][features] and reconstruction [tokens][dOut] */
async function runGraph(source: SourceWeights, input: number[][]) {
  const graph = createGraph();
  const x = graph.input("x", "float32", [1, "length", source.dIn]);
  const encoded = buildEncoder(graph, "source", source, x);
  const decoded = buildDecoder(graph, "source", source, encoded);
  const session = await openInferenceSession(graph, [encoded.values, encoded.indices, decoded], {
    threads: 1,
  });
  try {
    const dims = [1, input.length, source.dIn];
    const results = await session.run({ x: new Tensor("float32", Float32Array.from(input.flat()), dims) });
    const values = float32Data(results, encoded.values);
    const indices = int32Data(results, encoded.indices);
    const outputs = float32Data(results, decoded);
    return {
      activations: input.map((_, token) => {
        const dense = new Float64Array(source.features);
        for (let i = token * source.k; i < (token + 1) * source.k; i++) dense[indices[i] ?? NaN] = values[i] ?? NaN;
        return [...dense];
      }),
      reconstruction: input.map((_, token) => [...outputs.subarray(token * source.dOut, (token + 1) * source.dOut)]),
    };
  } finally {
    await session.release();
  }
}

/** Largest difference over largest value. */
function relativeError(found: number[][], expected: number[][]): number {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  const scale = Math.max(...expected.flat().map(Math.abs));
  const other = found.flat();
  return Math.max(...expected.flat().map((value, i) => Math.abs(value - (other[i] ?? NaN)))) / scale;
}

test.each([
  "saelens-standard",
  "saelens-standard-raw-input",
  "saelens-topk",
  "saelens-topk-rescaled",
  "saelens-jumprelu",
  "saelens-gated",
  "saelens-transcoder",
  "saelens-jumprelu-transcoder",
  "saelens-skip-transcoder",
  "saelens-jumprelu-skip-transcoder",
  "saelens-constant-norm-rescale",
  "saelens-layer-norm",
  "saelens-layer-norm-transcoder",
  "saelens-average-norm",
  "saelens-average-norm-gated",
  "saelens-average-norm-rescaled",
  "saelens-batchtopk-checkpoint",
  "saelens-matryoshka-checkpoint",
  "gemma-scope-res/layer_0",
  "sparsify-topk/layers.0",
  "sparsify-transcoder/layers.0.mlp",
  "sparsify-skip-transcoder/layers.0.mlp",
  "clt",
  "clt-jumprelu",
  "openai/resid_post_mlp_v5_32k/autoencoders",
  "openai/resid_delta_mlp/autoencoders",
  "directions",
  "directions-biased",
])("%s: activations and reconstruction are those of the package that defines the format", async (name) => {
  const directory = join(fixtures, name);
  const expected = Expected.parse(JSON.parse(await readFile(join(directory, "expected.json"), "utf8")));
  const found = await runGraph(await readSource(plainModel, directory), expected.input);
  expect(relativeError(found.activations, expected.activations)).toBeLessThan(1e-5);
  expect(relativeError(found.reconstruction, expected.reconstruction)).toBeLessThan(1e-5);
  // The same features, not only nearly the same numbers.
  expect(found.activations.map((row) => row.map((value) => value > 0))).toEqual(
    expected.activations.map((row) => row.map((value) => value > 0)),
  );
});
