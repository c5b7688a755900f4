import { Tensor } from "onnxruntime-node";
import { AppError } from "#lib/errors.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { type ExecutionProvider, openInferenceSession } from "#lib/engine/inference-session.ts";

/** Computes something on a provider. @throws when it cannot be started */
export type TryProvider = (provider: ExecutionProvider) => Promise<void>;

/**
 * The provider to compute on: the one asked for, or the other one if that may take its place and is needed.
 * @param fallback undefined where nothing but the one asked for will do
 * @returns with what kept the one asked for from starting, where another is returned
 * @throws AppError unavailable, which says what to do
 */
export async function chooseProvider(
  asked: ExecutionProvider,
  fallback: ExecutionProvider | undefined,
  tryProvider: TryProvider = computeSomething,
): Promise<{ provider: ExecutionProvider; failure?: unknown }> {
  if (asked === "cpu") return { provider: asked };
  try {
    await tryProvider(asked);
    return { provider: asked };
  } catch (failure) {
    if (fallback !== undefined) return { provider: fallback, failure };
    throw new AppError(
      "unavailable",
      `EXECUTION_PROVIDER is ${asked}, which does not start on this machine; install what it needs, or let the processor take its place by EXECUTION_PROVIDER_FALLBACK=cpu.`,
      { cause: failure },
    );
  }
}

async function computeSomething(provider: ExecutionProvider): Promise<void> {
  const graph = createGraph();
  const x = graph.input("x", "float32", [1, 2]);
  const product = graph.node("MatMul", [x, graph.weight("weight", [2, 1], () => Float32Array.of(1, 1))]);
  const session = await openInferenceSession(graph, [product], { provider });
  try {
    await session.run({ x: new Tensor("float32", Float32Array.of(1, 2), [1, 2]) });
  } finally {
    await session.release();
  }
}
