import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import { buildNormalisation, type Restoration } from "#lib/sae/normalise.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** The active features of each token. Order within a token is not defined. */
export interface EncodedValues {
  /** [batch, length, k]; 0 where fewer than k features are active. */
  readonly values: Value;
  /** [batch, length, k]; without meaning where the value is 0. */
  readonly indices: Value<"int32">;
  /** The same indices, as operators of the graph take them. */
  readonly indices64: Value<"int64">;
  /** [batch, length] how many active features were left out because a token had more than k; only where that can happen. */
  readonly dropped: Value<"int32"> | undefined;
  /** [batch, length, dIn] what was encoded, as it was read. */
  readonly input: Value;
  /** What undoes the source's normalisation, where it has one and reconstructs what it reads. */
  readonly restoration: Restoration | undefined;
}

/**
 * Encodes activations inside the graph, so that only what is active leaves it.
 * Equal values at the boundary of the k largest: onnxruntime keeps the lower index, torch any of them.
 * @param name prefix of the weights' names, unique in the graph
 * @param x [batch, length, dIn] at `source.hookIn`
 */
export function buildEncoder(graph: GraphBuilder, name: string, source: SourceWeights, x: Value): EncodedValues {
  const { value: normalised, restoration } = buildNormalisation(graph, source, x);
  const pre = buildPreActivations(graph, name, source, normalised);
  const hasThreshold = source.architecture === "relu" || source.architecture === "jumprelu";
  const above = hasThreshold ? markAboveThreshold(graph, name, source, pre) : undefined;
  const candidates = above ? graph.node("Mul", [pre, above]) : pre;
  // sorted = 0: the order costs a tenth of the operator and nobody needs it.
  const [largest, indices64] = graph.nodeOf(["float32", "int64"], "TopK", [candidates, graph.ints([source.k])], {
    axis: -1,
    sorted: 0,
  });
  // The k largest first, then zero: the same as the other way round, on k numbers a token instead of all.
  const values = graph.node("Relu", [largest]);
  const [indices] = graph.nodeOf(["int32"], "Cast", [indices64], { to: int32Code });
  const dropped = above && countDropped(graph, above, values);
  return { values, indices, indices64, dropped, input: x, restoration };
}

/**
 * Reconstructs from the active features.
 * @returns [batch, length, dOut]
 */
export function buildDecoder(graph: GraphBuilder, name: string, source: SourceWeights, encoded: EncodedValues): Value {
  const { input, restoration, values } = encoded;
  const sum = buildFeatureSum(graph, name, source, encoded, values);
  const bias = decoderBias(graph, name, source);
  const decoded = graph.node("Add", [sum, restoration ? graph.node("Mul", [bias, restoration.scale]) : bias]);
  const restored = restoration?.shift ? graph.node("Add", [decoded, restoration.shift]) : decoded;
  const { skip, dIn, dOut } = source;
  if (!skip) return restored;
  const skipped = graph.node("MatMul", [input, graph.weight(`${name}.skip`, [dIn, dOut], () => skip)]);
  return graph.node("Add", [restored, skipped]);
}

/**
 * What the active features write, each as much as its weight says, in the scale of the activation at `hookOut`.
 * @param weights [batch, length, k]
 * @returns [batch, length, dOut]
 */
export function buildFeatureSum(
  graph: GraphBuilder,
  name: string,
  source: SourceWeights,
  { indices64, restoration }: EncodedValues,
  weights: Value,
): Value {
  const decoder = graph.weight(`${name}.decoder`, [source.features, source.dOut], () => source.decoder);
  const rows = graph.node("Gather", [decoder, indices64]);
  const row = graph.node("Unsqueeze", [weights, graph.ints([-2])]);
  const sum = graph.node("Squeeze", [graph.node("MatMul", [row, rows]), graph.ints([-2])]);
  return restoration ? graph.node("Mul", [sum, restoration.scale]) : sum;
}

const int32Code = 6;
const float32Code = 1;

/** pre of every feature. @param x [batch, length, dIn], normalised if the source asks for it @returns [batch, length, features] */
export function buildPreActivations(graph: GraphBuilder, name: string, source: SourceWeights, x: Value): Value {
  const { encoder, encoderBias, dIn, features } = source;
  if (!encoder || !encoderBias) return x;
  const input = source.applyDecoderBiasToInput ? graph.node("Sub", [x, decoderBias(graph, name, source)]) : x;
  const product = graph.node("MatMul", [input, graph.weight(`${name}.encoder`, [dIn, features], () => encoder)]);
  return graph.node("Add", [product, graph.weight(`${name}.encoderBias`, [features], () => encoderBias)]);
}

const decoderBias = (graph: GraphBuilder, name: string, source: SourceWeights): Value =>
  graph.weight(`${name}.decoderBias`, [source.dOut], () => source.decoderBias);

/**
 * 1 where pre > max(threshold, 0), else 0: exactly where relu(pre) · 1[pre > threshold] is positive.
 * @see Rajamanoharan et al. 2024, Jumping Ahead, §3
 */
function markAboveThreshold(
  graph: GraphBuilder,
  name: string,
  { threshold, features }: SourceWeights,
  pre: Value,
): Value {
  const limit = threshold
    ? graph.weight(`${name}.threshold`, [features], () => threshold.map((value) => Math.max(value, 0)))
    : graph.scalar(0);
  const [isAbove] = graph.nodeOf(["bool"], "Greater", [pre, limit]);
  // A product with 0 or 1 measured a third faster than a choice between two tensors.
  return graph.node("Cast", [isAbove], { to: float32Code });
}

function countDropped(graph: GraphBuilder, above: Value, kept: Value): Value<"int32"> {
  const sumPerToken = (value: Value) => graph.node("ReduceSum", [value, graph.ints([-1])], { keepdims: 0 });
  const dropped = graph.node("Sub", [sumPerToken(above), sumPerToken(graph.node("Sign", [kept]))]);
  const [count] = graph.nodeOf(["int32"], "Cast", [dropped], { to: int32Code });
  return count;
}
