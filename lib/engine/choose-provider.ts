import { Tensor } from "onnxruntime-node";
import { AppError } from "#lib/errors.ts";
import { buildProduct } from "#lib/engine/decoder/product.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { type ExecutionProvider, openInferenceSession, type WeightMode } from "#lib/engine/inference-session.ts";

/** Computes something on a provider, with weights as they will be held. @throws when it cannot */
export type TryProvider = (provider: ExecutionProvider, weights: WeightMode) => Promise<void>;

/**
 * The provider to compute on: the one asked for, or the other one if that may take its place and is needed.
 * @param fallback undefined where nothing but the one asked for will do
 * @returns with what kept the one asked for from starting, where another is returned
 * @throws AppError unavailable, which says what to do
 */
export async function chooseProvider(
  asked: ExecutionProvider,
  fallback: ExecutionProvider | undefined,
  weights: WeightMode = "f32",
  tryProvider: TryProvider = computeSomething,
): Promise<{ provider: ExecutionProvider; failure?: unknown }> {
  if (asked === "cpu") return { provider: asked };
  try {
    await tryProvider(asked, weights);
    return { provider: asked };
  } catch (failure) {
    if (fallback !== undefined) return { provider: fallback, failure };
    throw new AppError(
      "unavailable",
      `EXECUTION_PROVIDER is ${asked}, which does not start on this machine${weights === "f32" ? "" : ` with ENGINE_WEIGHTS=${weights}`}; install what it needs, or let the processor take its place by EXECUTION_PROVIDER_FALLBACK=cpu.`,
      { cause: failure },
    );
  }
}

const INPUTS = 32;

/** Not every graphics card computes with 16-bit floats, for one. */
async function computeSomething(provider: ExecutionProvider, weights: WeightMode): Promise<void> {
  const graph = createGraph();
  const x = graph.input("x", "float32", ["batch", INPUTS]);
  const read = async () => new Float32Array(INPUTS).fill(1);
  const product = buildProduct({ graph, weights }, x, {
    name: "weight",
    inputs: INPUTS,
    outputs: 1,
    outputsFirst: true,
    read,
  });
  const session = await openInferenceSession(graph, [product], { provider });
  try {
    await session.run({ x: new Tensor("float32", new Float32Array(INPUTS), [1, INPUTS]) });
  } finally {
    await session.release();
  }
}
