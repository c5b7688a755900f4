import { Tensor } from "onnxruntime-node";
import { badRequest } from "#lib/errors.ts";
import { getArchitecture } from "#lib/engine/architectures/registry.ts";
import { createGraph, type GraphBuilder, type Value } from "#lib/engine/graph.ts";
import { type HookPoint, hookWidth } from "#lib/engine/hook-point.ts";
import { openInferenceSession, type SessionOptions } from "#lib/engine/inference-session.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";
import { checkTokenIds } from "#lib/engine/token-batch.ts";
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
  for (const source of sources) checkFits(model.config, source);
  const graph = createGraph();
  const encoded = buildSources(graph, model, sources);
  const session = await openInferenceSession(
    await graph.serialize(encoded.flatMap(listOutputs)),
    options,
  );
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

function checkFits(config: ModelConfig, { hookIn, hookOut, dIn, dOut }: SourceWeights): void {
  for (const [point, width] of [
    [hookIn, dIn],
    [hookOut, dOut],
  ] as const) {
    const found = hookWidth(config, point);
    if (found !== width) {
      throw badRequest(
        `The source reads or writes ${width} numbers at ${point}, where the model has ${found ?? "no such layer"}; check that it was trained on this model.`,
      );
    }
  }
}

function buildSources(
  graph: GraphBuilder,
  model: ModelDirectory,
  sources: readonly SourceWeights[],
): readonly EncodedValues[] {
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  const points = new Map<HookPoint, Value>();
  getArchitecture(model.config.architecture).build(graph, model, tokenIds, (point, value) => {
    points.set(point, value);
    return value;
  });
  return sources.map((source, i) => {
    const x = points.get(source.hookIn);
    if (!x) throw new TypeError(`the architecture has no hook point ${source.hookIn}`);
    return buildEncoder(graph, `source${i}`, source, x);
  });
}

const listOutputs = ({ values, indices, dropped }: EncodedValues) => [
  values,
  indices,
  ...(dropped ? [dropped] : []),
];
