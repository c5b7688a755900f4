import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
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
}

/**
 * Encodes activations inside the graph, so that only what is active leaves it.
 * Equal values at the boundary of the k largest: onnxruntime keeps the lower index, torch any of them.
 * @param name prefix of the weights' names, unique in the graph
 * @param x [batch, length, dIn] at `source.hookIn`
 */
export function buildEncoder(graph: GraphBuilder, name: string, source: SourceWeights, x: Value): EncodedValues {
  const pre = buildPreActivations(graph, name, source, x);
  const mayDrop = source.architecture === "relu" || source.architecture === "jumprelu";
  const candidates = source.architecture === "jumprelu" ? keepAboveThreshold(graph, name, source, pre) : pre;
  // sorted = 0: the order costs a tenth of the operator and nobody needs it.
  const [largest, indices64] = graph.nodeOf(["float32", "int64"], "TopK", [candidates, graph.ints([source.k])], {
    axis: -1,
    sorted: 0,
  });
  // The k largest first, then zero: the same as the other way round, on k numbers a token instead of all.
  const values = graph.node("Relu", [largest]);
  const [indices] = graph.nodeOf(["int32"], "Cast", [indices64], { to: int32Code });
  return {
    values,
    indices,
    indices64,
    dropped: mayDrop ? countDropped(graph, candidates, values) : undefined,
  };
}

/**
 * Reconstructs from the active features.
 * @returns [batch, length, dOut]
 */
export function buildDecoder(graph: GraphBuilder, name: string, source: SourceWeights, encoded: EncodedValues): Value {
  const decoder = graph.weight(`${name}.decoder`, [source.features, source.dOut], () => source.decoder);
  const rows = graph.node("Gather", [decoder, encoded.indices64]);
  const weights = graph.node("Unsqueeze", [encoded.values, graph.ints([-2])]);
  const sum = graph.node("Squeeze", [graph.node("MatMul", [weights, rows]), graph.ints([-2])]);
  return graph.node("Add", [sum, decoderBias(graph, name, source)]);
}

const int32Code = 6;
const float32Code = 1;

function buildPreActivations(graph: GraphBuilder, name: string, source: SourceWeights, x: Value): Value {
  const { encoder, encoderBias, dIn, features } = source;
  if (!encoder || !encoderBias) return x;
  const input = source.applyDecoderBiasToInput ? graph.node("Sub", [x, decoderBias(graph, name, source)]) : x;
  const product = graph.node("MatMul", [input, graph.weight(`${name}.encoder`, [dIn, features], () => encoder)]);
  return graph.node("Add", [product, graph.weight(`${name}.encoderBias`, [features], () => encoderBias)]);
}

const decoderBias = (graph: GraphBuilder, name: string, source: SourceWeights): Value =>
  graph.weight(`${name}.decoderBias`, [source.dOut], () => source.decoderBias);

/** pre where pre > threshold, else 0. @see Rajamanoharan et al. 2024, JumpReLU §3 */
function keepAboveThreshold(
  graph: GraphBuilder,
  name: string,
  { threshold, features }: SourceWeights,
  pre: Value,
): Value {
  if (!threshold) throw new TypeError("a jumprelu source has no threshold");
  const [isAbove] = graph.nodeOf(["bool"], "Greater", [
    pre,
    graph.weight(`${name}.threshold`, [features], () => threshold),
  ]);
  return graph.node("Where", [isAbove, pre, graph.scalar(0)]);
}

function countDropped(graph: GraphBuilder, candidates: Value, kept: Value): Value<"int32"> {
  const dropped = graph.node("Sub", [countPositive(graph, candidates), countPositive(graph, kept)]);
  const [count] = graph.nodeOf(["int32"], "Cast", [dropped], { to: int32Code });
  return count;
}

/** How many numbers of the last axis are positive. @returns [batch, length] f32, exact below 2²⁴ */
function countPositive(graph: GraphBuilder, value: Value): Value {
  const [isPositive] = graph.nodeOf(["bool"], "Greater", [value, graph.scalar(0)]);
  const ones = graph.node("Cast", [isPositive], { to: float32Code });
  return graph.node("ReduceSum", [ones, graph.ints([-1])], { keepdims: 0 });
}
