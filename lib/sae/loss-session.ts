import { Tensor } from "onnxruntime-node";
import { buildModel } from "#lib/engine/build-model.ts";
import { createGraph, type ElementType, type GraphBuilder, type Value } from "#lib/engine/graph.ts";
import { residualBefore } from "#lib/engine/hook-point.ts";
import { openInferenceSession, type SessionOptions, type WeightMode } from "#lib/engine/inference-session.ts";
import { transpose } from "#lib/engine/linear.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { float32Data } from "#lib/engine/tensor-data.ts";
import { checkReconstructs, checkSourceFits } from "#lib/sae/check-source.ts";
import { checkTokenBatch, markCounted, type TokenBatch } from "#lib/sae/counted-tokens.ts";
import { buildDecoder, buildEncoder } from "#lib/sae/encode.ts";
import { emptyLossSums, type LossSums } from "#lib/sae/quality.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** What the first pass found (`computeMean`, `computeReconstructionQuality`). */
export interface Baselines {
  /** What the mean ablation puts there, [dOut]. */
  readonly mean: Float32Array;
  /** The directions of the PCA baseline, [rank × dOut]. */
  readonly directions: Float64Array;
}

/** Of one sequence. */
export interface SequenceLoss {
  readonly loss: LossSums;
  /** Σ ‖V (x − bias)‖² over the counted tokens, V the directions: f32 within a token, float64 beyond. */
  readonly explained: number;
}

export interface LossSession {
  /**
   * Runs the model four times on a batch (clean, reconstructed, zero, mean), sums its loss and how far the others predict
   * something else than the clean run: f32 within a token, float64 beyond.
   * Blocks the event loop meanwhile. Takes about 50 · batch · length · vocabulary bytes: a few hundred tokens a batch.
   * @returns one entry a sequence, so that intervals can be taken over documents
   * @throws AppError bad_request when the batch does not fit the model or is too short to predict anything.
   */
  measure(batch: TokenBatch): Promise<readonly SequenceLoss[]>;
  close(): Promise<void>;
}

/**
 * Opens a graph that predicts next tokens with the activation at the source's `hookOut` left alone and replaced.
 * It is replaced on the text, not on its lead, and the loss counts the predictions made from there.
 * @throws AppError bad_request when the source does not fit the model.
 */
export async function openLossSession(
  model: ModelDirectory,
  source: SourceWeights,
  baselines: Baselines,
  options: SessionOptions = {},
): Promise<LossSession> {
  checkSourceFits(model.config, source);
  checkReconstructs(source);
  const graph = createGraph();
  const { losses, divergences, explained } = buildLosses(graph, model, source, baselines, options.weights);
  const session = await openInferenceSession(graph, [losses, divergences, explained], options);
  return {
    async measure(batch) {
      checkTokenBatch(model.config, batch);
      const { tokenIds, lengths, length, lead } = batch;
      if (length < 2) return Array.from(lengths, () => ({ loss: emptyLossSums, explained: 0 }));
      const dims = [lengths.length, length];
      const results = await session.run({
        tokenIds: new Tensor("int32", tokenIds, dims),
        counted: new Tensor("float32", markCounted(batch), dims),
      });
      const perToken = { losses: float32Data(results, losses), divergences: float32Data(results, divergences) };
      const squares = float32Data(results, explained);
      return Array.from(lengths, (real, row) => ({
        loss: sumLosses(perToken, lengths.length, length - 1, row, { real, lead }),
        explained: squares.subarray(row * length + lead, row * length + real).reduce((sum, square) => sum + square, 0),
      }));
    },
    close: () => session.release(),
  };
}

/** The order in which the four runs lie along the batch. */
const runs = ["clean", "reconstructed", "zeroAblated", "meanAblated"] as const;
/** What the runs after the clean one diverge from it, in their order. */
const divergingRuns = ["klReconstructed", "klZeroAblated", "klMeanAblated"] as const;

/**
 * `losses` [4 · batch, length − 1]: of predicting each next token, run after run. `divergences` [3 · batch, length − 1]:
 * KL(clean ‖ run) of the runs after the clean one. `explained` [batch, length]: ‖V (x − bias)‖² of the clean run.
 */
function buildLosses(
  graph: GraphBuilder,
  model: ModelDirectory,
  source: SourceWeights,
  { mean, directions }: Baselines,
  weights: WeightMode | undefined,
): { losses: Value; divergences: Value; explained: Value } {
  const tokenIds = graph.input("tokenIds", "int32", ["batch", "length"]);
  const [isReplaced] = graph.nodeOf(
    ["bool"],
    "Cast",
    [graph.node("Unsqueeze", [graph.input("counted", "float32", ["batch", "length"]), graph.ints([-1])])],
    { to: boolCode },
  );
  // Up to there the four runs are one: a fifth to a third less work.
  const parting = residualBefore(source.hookOut, model.decoder);
  let parted = false;
  let reconstruction: Value | undefined;
  let explained: Value | undefined;
  const valueAt = buildModel(
    graph,
    model,
    tokenIds,
    (point, value) => {
      let next = value;
      if (point === source.hookIn) {
        const clean = parted ? splitRuns(graph, value)[0] : value;
        reconstruction = buildDecoder(graph, "source", source, buildEncoder(graph, "source", source, clean));
      }
      if (point === parting) {
        parted = true;
        next = repeatRuns(graph, ["float32"], value);
      }
      if (point === source.hookOut) {
        if (!reconstruction) throw new TypeError(`${source.hookOut} comes before ${source.hookIn}`);
        const [clean, ...others] = splitRuns(graph, next);
        explained = buildExplained(graph, source, directions, clean);
        const replacements = [reconstruction, graph.scalar(0), graph.weight("mean", [source.dOut], () => mean)];
        const replaced = others.map((other, i) => graph.node("Where", [isReplaced, replacements[i], other]));
        next = graph.node("Concat", [clean, ...replaced], { axis: 0 });
      }
      // The last position predicts nothing.
      return point === "final_norm" ? sliceLength(graph, next, 0, -1) : next;
    },
    weights,
  );
  const logProbabilities = graph.node("LogSoftmax", [valueAt("logits")], { axis: -1 });
  const targets = graph.nodeOf(["int32"], "Slice", [
    repeatRuns(graph, ["int32"], tokenIds),
    graph.ints([1]),
    graph.ints([Number.MAX_SAFE_INTEGER]),
    graph.ints([1]),
  ])[0];
  const [columns] = graph.nodeOf(["int32"], "Unsqueeze", [targets, graph.ints([-1])]);
  const chosen = graph.node("GatherElements", [logProbabilities, columns], { axis: -1 });
  if (!explained) throw new TypeError(`the model has no ${source.hookOut}`);
  return {
    losses: graph.node("Neg", [graph.node("Squeeze", [chosen, graph.ints([-1])])]),
    divergences: buildDivergences(graph, logProbabilities),
    explained,
  };
}

/**
 * KL(clean ‖ run) = Σ_t p_clean(t) · (ln p_clean(t) − ln p_run(t)). The difference is taken a token t at a time: that of the two
 * sums would cancel.
 * @param logProbabilities [4 · batch, positions, vocabulary]
 * @returns [3 · batch, positions]
 */
function buildDivergences(graph: GraphBuilder, logProbabilities: Value): Value {
  const [clean, ...others] = splitRuns(graph, logProbabilities);
  const probabilities = graph.node("Exp", [clean]);
  const divergences = others.map((other) =>
    graph.node("ReduceSum", [graph.node("Mul", [probabilities, graph.node("Sub", [clean, other])]), graph.ints([-1])], {
      keepdims: 0,
    }),
  );
  return graph.node("Concat", divergences, { axis: 0 });
}

/** ‖V (x − bias)‖² @param x [batch, length, dOut] @returns [batch, length] */
function buildExplained(
  graph: GraphBuilder,
  { dOut, decoderBias }: SourceWeights,
  directions: Float64Array,
  x: Value,
): Value {
  const rank = directions.length / dOut;
  // Without directions one of zeros: an operator need not take an empty matrix.
  const columns = graph.weight("directions", [dOut, Math.max(1, rank)], () =>
    rank === 0 ? new Float32Array(dOut) : transpose(Float32Array.from(directions), rank, dOut),
  );
  const shifted = graph.node("Sub", [x, graph.weight("source.decoderBias", [dOut], () => decoderBias)]);
  const projected = graph.node("MatMul", [shifted, columns]);
  return graph.node("ReduceSum", [graph.node("Mul", [projected, projected]), graph.ints([-1])], { keepdims: 0 });
}

const boolCode = 9;

const repeatRuns = <T extends ElementType>(graph: GraphBuilder, types: [T], value: Value<T>): Value<T> =>
  graph.nodeOf(
    types,
    "Concat",
    runs.map(() => value),
    { axis: 0 },
  )[0];

const splitRuns = (graph: GraphBuilder, value: Value) =>
  graph.nodeOf(["float32", "float32", "float32", "float32"], "Split", [value], {
    axis: 0,
    num_outputs: runs.length,
  });

const sliceLength = (graph: GraphBuilder, value: Value, start: number, end: number): Value =>
  graph.node("Slice", [value, graph.ints([start]), graph.ints([end]), graph.ints([1])]);

/**
 * Sums one sequence's losses and divergences over positions lead … real − 2: those of the text that have a next token.
 * @param perToken `losses` [4 × batch × positions], `divergences` [3 × batch × positions]
 */
function sumLosses(
  { losses, divergences }: { losses: Float32Array; divergences: Float32Array },
  batch: number,
  positions: number,
  row: number,
  { real, lead }: { real: number; lead: number },
): LossSums {
  const tokens = Math.max(0, real - 1 - lead);
  const sums = { ...emptyLossSums, tokens };
  const sumRun = (values: Float32Array, run: number): number => {
    const start = (run * batch + row) * positions + lead;
    return values.subarray(start, start + tokens).reduce((sum, value) => sum + value, 0);
  };
  runs.forEach((name, run) => (sums[name] = sumRun(losses, run)));
  divergingRuns.forEach((name, run) => (sums[name] = sumRun(divergences, run)));
  return sums;
}
