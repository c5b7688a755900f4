import os from "node:os";
import { buildModel } from "#lib/engine/build-model.ts";
import { countParameters } from "#lib/engine/decoder/count-parameters.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession, type WeightMode } from "#lib/engine/inference-session.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";
import { env } from "#lib/env.ts";
import { divideCores } from "#workers/engine-threads.ts";
import { formatBytes } from "#lib/weights/fetch-files.ts";
import { Tensor } from "onnxruntime-node";

/** Beside the weights there are a batch, in each job of those computed side by side, and what the program itself needs. */
const BESIDE_WEIGHTS = 1.3;
const PROGRAM_BYTES = 500e6;
/** Of a number of an encoder, however the model is held. */
const FLOAT_BYTES = 4;
/** Of what a plain matrix product reaches, over a whole model: measured .7 to .9 for small ones. */
const SHARE_OF_PRODUCT = 0.6;

const ROWS = 1024;
const WIDTH = 1024;

export interface Estimate {
  readonly parameters: number;
  readonly memoryBytes: number;
  readonly memoryTotalBytes: number;
  /** Jobs side by side on this machine: each holds the model. */
  readonly jobs: number;
  /** Of the model alone over the corpus, on this machine's processor. */
  readonly seconds: number;
}

type Sized = Pick<ModelWeights, "config" | "decoder">;

/**
 * What a model needs, and how long this machine takes for it.
 * @param weights how its own are held
 * @param sourceWeights numbers in the encoders beside it
 */
export async function estimateModel(
  model: Sized,
  tokens: number,
  { weights, sourceWeights = 0 }: { weights: WeightMode; sourceWeights?: number },
): Promise<Estimate> {
  const cores = env.ENGINE_THREADS ?? os.availableParallelism();
  const { jobs } = divideCores(env.EXECUTION_PROVIDER, cores, env.ENGINE_JOBS);
  const parameters = countParameters(model);
  const { vocabularySize, dModel } = model.config;
  // A token looks its embedding up, and is not unembedded where only activations are read.
  const computed = parameters - vocabularySize * dModel * (model.config.tiedEmbeddings ? 1 : 2) + sourceWeights;
  return {
    parameters,
    memoryBytes: jobs * (weightBytes(model, weights) + FLOAT_BYTES * sourceWeights) * BESIDE_WEIGHTS + PROGRAM_BYTES,
    memoryTotalBytes: os.totalmem(),
    jobs,
    seconds: (2 * computed * tokens) / (SHARE_OF_PRODUCT * (await measureProduct())),
  };
}

/** Of all that its graph holds; nothing is read for it. */
function weightBytes({ config, decoder }: Sized, weights: WeightMode): number {
  const graph = createGraph();
  const tensors = { readFloat32: () => Promise.reject(new TypeError("an estimate reads no weights")) };
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  return graph.weightBytes([buildModel(graph, { config, decoder, tensors }, tokenIds, undefined, weights)("logits")]);
}

/** Floating-point operations a second of one large matrix product. */
async function measureProduct(): Promise<number> {
  const graph = createGraph();
  const x = graph.input("x", "float32", [ROWS, WIDTH]);
  const weight = graph.weight("weight", [WIDTH, WIDTH], () => new Float32Array(WIDTH * WIDTH).fill(0.5));
  const session = await openInferenceSession(graph, [graph.node("MatMul", [x, weight])]);
  try {
    const feeds = { x: new Tensor("float32", new Float32Array(ROWS * WIDTH).fill(0.5), [ROWS, WIDTH]) };
    let best = Infinity;
    for (let round = 0; round < 4; round++) {
      const began = performance.now();
      await session.run(feeds);
      best = Math.min(best, (performance.now() - began) / 1e3);
    }
    return (2 * ROWS * WIDTH * WIDTH) / best;
  } finally {
    await session.release();
  }
}

/** In words, with what makes it less. */
export function describeMemory({ memoryBytes, memoryTotalBytes, jobs }: Estimate): string {
  const less = jobs > 1 ? `, for ${jobs} jobs side by side (ENGINE_JOBS=1 takes less)` : "";
  return `about ${formatBytes(memoryBytes)} of ${formatBytes(memoryTotalBytes)} on this machine${less}`;
}
