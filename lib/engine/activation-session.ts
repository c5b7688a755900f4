import { Tensor } from "onnxruntime-node";
import { badRequest } from "#lib/errors.ts";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph } from "#lib/engine/graph.ts";
import { openInferenceSession, type SessionOptions } from "#lib/engine/inference-session.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";
import { checkTokenIds } from "#lib/engine/token-batch.ts";
import { checkSourceFits } from "#lib/sae/check-source.ts";
import { buildEncoder, type EncodedValues } from "#lib/sae/encode.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** The active features of every token of a batch, for one source. Order within a token is not defined. */
export interface SparseActivations {
  readonly k: number;
  /** [batch × length × k] feature indices; without meaning where the value is 0. */
  readonly indices: Int32Array;
  /** [batch × length × k] positive activations; 0 where fewer than k features are active. */
  readonly values: Float32Array;
  /** [batch × length] active features beyond the k kept; undefined where the architecture never has more than k. */
  readonly dropped: Int32Array | undefined;
}

export interface ActivationSession {
  /**
   * Runs the model once and encodes for every source.
   * Blocks the event loop for the whole batch (see `openInferenceSession`): check an AbortSignal between batches.
   * @param tokenIds [batch × length] row-major; sequences shorter than `length` are filled up at their end with any
   *   token, whose results are to be ignored: attention is causal, so they change nothing before them
   * @returns one entry a source, in the order they were given
   * @throws AppError bad_request when a token or the length is outside what the model knows.
   */
  run(tokenIds: Int32Array, batch: number, length: number): Promise<readonly SparseActivations[]>;
  close(): Promise<void>;
}

/**
 * Builds one graph for a model and all `sources`: the model is computed once, up to the last hook point they read.
 * @throws AppError bad_request when a source does not fit the model, unavailable when the provider is missing.
 */
export async function openActivationSession(
  model: ModelDirectory,
  sources: readonly SourceWeights[],
  options: SessionOptions = {},
): Promise<ActivationSession> {
  if (sources.length === 0) throw badRequest("An activation session needs at least one source.");
  for (const source of sources) checkSourceFits(model.config, source);
  const graph = createGraph();
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  const valueAt = buildModel(graph, model, tokenIds, undefined, options.weights);
  const encoded = sources.map((source, i) => buildEncoder(graph, `source${i}`, source, valueAt(source.hookIn)));
  const session = await openInferenceSession(graph, encoded.flatMap(listOutputs), options);
  return {
    async run(tokenIds, batch, length) {
      checkTokenIds(model.config, tokenIds, batch, length);
      const results = await session.run({
        tokenIds: new Tensor("int32", tokenIds, [batch, length]),
      });
      return encoded.map(({ values, indices, dropped }, i) => ({
        k: sources[i]?.k ?? 0,
        indices: int32Data(results, indices),
        values: float32Data(results, values),
        dropped: dropped && int32Data(results, dropped),
      }));
    },
    close: () => session.release(),
  };
}

const listOutputs = ({ values, indices, dropped }: EncodedValues) => [values, indices, ...(dropped ? [dropped] : [])];
