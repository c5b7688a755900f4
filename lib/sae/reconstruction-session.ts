import { Tensor } from "onnxruntime-node";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph, type GraphBuilder, type Value } from "#lib/engine/graph.ts";
import { openInferenceSession, type SessionOptions } from "#lib/engine/inference-session.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { checkReconstructs, checkSourceFits } from "#lib/sae/check-source.ts";
import { checkTokenBatch, markCounted, type TokenBatch } from "#lib/sae/counted-tokens.ts";
import { buildDecoder, buildEncoder } from "#lib/sae/encode.ts";
import type { ReconstructionSums, VarianceSums } from "#lib/sae/quality.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

export interface Reconstruction {
  /** Over the whole batch. */
  readonly sums: ReconstructionSums;
  /** One entry a sequence, so that intervals can be taken over documents. */
  readonly sequences: readonly VarianceSums[];
}

export interface ReconstructionSession {
  /**
   * Sums over the counted tokens of one batch: f32 within a token (or, for `sum` within a sequence and for `moments` within
   * the batch), float64 beyond.
   * Blocks the event loop meanwhile. Takes about 4 · batch · length · k · dOut bytes: keep a batch near 1,000 tokens.
   * @throws AppError bad_request when the batch does not fit the model.
   */
  measure(batch: TokenBatch): Promise<Reconstruction>;
  close(): Promise<void>;
}

/**
 * Opens a graph that reconstructs `hookOut` from what the source encodes at `hookIn`. For neurons the reconstruction is
 * the part of the MLP's output that its kept (strongest positive) neurons write.
 * @throws AppError bad_request when the source does not fit the model.
 */
export async function openReconstructionSession(
  model: ModelDirectory,
  source: SourceWeights,
  options: SessionOptions = {},
): Promise<ReconstructionSession> {
  checkSourceFits(model.config, source);
  checkReconstructs(source);
  const graph = createGraph();
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  const valueAt = buildModel(graph, model, tokenIds, undefined, options.weights);
  const counted = graph.input("counted", "float32", ["batch", "length"]);
  const encoded = buildEncoder(graph, "source", source, valueAt(source.hookIn));
  const target = valueAt(source.hookOut);
  const error = graph.node("Sub", [target, buildDecoder(graph, "source", source, encoded)]);
  const squaredError = sumPerToken(graph, graph.node("Mul", [error, error]));
  const active = sumPerToken(graph, graph.node("Sign", [encoded.values]));
  const dropped = graph.node("Cast", [encoded.dropped ?? active], { to: float32Code });
  const { squares, sum, moments } = buildMoments(graph, source, target, counted);
  const session = await openInferenceSession(graph, [squaredError, active, dropped, squares, sum, moments], options);
  return {
    async measure(batch) {
      checkTokenBatch(model.config, batch);
      const mask = markCounted(batch);
      const dims = [batch.lengths.length, batch.length];
      const results = await session.run({
        tokenIds: new Tensor("int32", batch.tokenIds, dims),
        counted: new Tensor("float32", mask, dims),
      });
      const perToken = [squaredError, squares].map((value) => float32Data(results, value));
      const sums = float32Data(results, sum);
      const sequences = Array.from(batch.lengths, (_, row): VarianceSums => {
        const ofRow = (values: Float32Array) => values.subarray(row * batch.length, (row + 1) * batch.length);
        const counts = ofRow(mask);
        const [error = NaN, squared = NaN] = perToken.map((values) => sumWhere(ofRow(values), counts));
        return {
          tokens: sumWhere(counts, counts),
          squaredError: error,
          squares: squared,
          sum: Float64Array.from(sums.subarray(row * source.dOut, (row + 1) * source.dOut)),
        };
      });
      const add = (of: (sequence: VarianceSums) => number) => sequences.reduce((total, row) => total + of(row), 0);
      return {
        sequences,
        sums: {
          tokens: add(({ tokens }) => tokens),
          active: sumWhere(float32Data(results, active), mask),
          tokensDropped: encoded.dropped ? sumWhere(float32Data(results, dropped).map(Math.sign), mask) : 0,
          squaredError: add((row) => row.squaredError),
          sum: Float64Array.from({ length: source.dOut }, (_, d) => add((row) => row.sum[d] ?? NaN)),
          moments: Float64Array.from(float32Data(results, moments)),
        },
      };
    },
    close: () => session.release(),
  };
}

const float32Code = 1;

/** [batch, length, width] → [batch, length] */
const sumPerToken = (graph: GraphBuilder, value: Value): Value =>
  graph.node("ReduceSum", [value, graph.ints([-1])], { keepdims: 0 });

/** First and second moments of the counted activations around the decoder bias: Σ ‖y‖² a token, Σ y a sequence, Σ y yᵀ in all. */
function buildMoments(graph: GraphBuilder, source: SourceWeights, target: Value, counted: Value) {
  const bias = graph.weight("source.decoderBias", [source.dOut], () => source.decoderBias);
  const mask = graph.node("Unsqueeze", [counted, graph.ints([-1])]);
  const shifted = graph.node("Mul", [graph.node("Sub", [target, bias]), mask]);
  const rows = graph.node("Reshape", [shifted, graph.ints([-1, source.dOut])]);
  return {
    squares: sumPerToken(graph, graph.node("Mul", [shifted, shifted])),
    sum: graph.node("ReduceSum", [shifted, graph.ints([1])], { keepdims: 0 }),
    moments: graph.node("MatMul", [graph.node("Transpose", [rows], { perm: [1, 0] }), rows]),
  };
}

/** Σ of the values whose mask is not 0, in float64. */
function sumWhere(values: Float32Array, mask: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (mask[i]) sum += values[i] ?? NaN;
  return sum;
}
