import { badRequest } from "#lib/errors.ts";
import { llama } from "#lib/engine/architectures/llama.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { Hook } from "#lib/engine/hook-point.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";

export type ModelWeights = Pick<ModelDirectory, "config" | "tensors">;

/** How one family of models computes, as a graph with hook points, and where its named matrices are. */
export interface Architecture {
  /**
   * Adds the whole model to the graph; what no output depends on is dropped when the graph is serialised.
   * Attention is causal, so tokens after a position never change it.
   * @param tokenIds [batch, length]
   */
  build(graph: GraphBuilder, model: ModelWeights, tokenIds: Value<"int32">, hook: Hook): void;
  /** What each neuron of a layer writes when it is 1. @returns [dMlp × dModel] */
  readDownProjection(model: ModelWeights, layer: number): Promise<Float32Array>;
  /** diag(gain of the final norm) · W_U, not centred. @returns [dModel × vocabularySize] */
  readUnembedding(model: ModelWeights): Promise<Float32Array>;
}

const architectures = {
  LlamaForCausalLM: llama,
} as const satisfies Record<string, Architecture>;

/** @throws AppError bad_request when no architecture of that name is built in. */
export function getArchitecture(name: string): Architecture {
  if (isArchitecture(name)) return architectures[name];
  throw badRequest(
    `${name} is not an architecture this engine runs; it runs ${Object.keys(architectures).join(", ")}.`,
  );
}

const isArchitecture = (name: string): name is keyof typeof architectures => Object.hasOwn(architectures, name);
