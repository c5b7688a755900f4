import type { Linear, Mlp, Norm, Rotary } from "#lib/engine/decoder/decoder.ts";
import { buildProduct } from "#lib/engine/decoder/product.ts";
import { hasOutputsFirst, outputsOf, readBias, readLinear } from "#lib/engine/decoder/read-linear.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { WeightMode } from "#lib/engine/inference-session.ts";
import type { Hook } from "#lib/engine/hook-point.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

/** What every part of a decoder is built with. */
export interface Building {
  readonly graph: GraphBuilder;
  readonly model: ModelWeights;
  readonly hook: Hook;
  readonly weights: WeightMode;
}

export function buildLinear(building: Building, linear: Linear, input: Value): Value {
  const { graph, model } = building;
  const { heads } = model.config;
  const outputs = outputsOf(linear);
  const name = linear.parts.map(({ weight }) => weight).join("|");
  const product = buildProduct(building, input, {
    name,
    inputs: linear.inputs,
    outputs,
    outputsFirst: hasOutputsFirst(linear),
    read: () => readLinear(model.tensors, linear, heads),
  });
  if (linear.parts.every(({ bias }) => bias === undefined)) return product;
  const bias = graph.weight(`${name}.bias`, [outputs], () => readBias(model.tensors, linear, heads));
  return graph.node("Add", [product, bias]);
}

/** @param value its last axis, of `width`, is normed */
export function buildNorm({ graph, model }: Building, norm: Norm, width: number, value: Value): Value {
  const gain = graph.weight(`${norm.gain}+${norm.gainOffset}`, [width], () => readGain(model, norm, width));
  const attributes = { axis: -1, epsilon: { float: norm.epsilon }, stash_type: 1 };
  if (norm.kind === "rms") return graph.node("SimplifiedLayerNormalization", [value, gain], attributes);
  const bias = norm.bias;
  const shift =
    bias === undefined ? undefined : graph.weight(bias, [width], () => model.tensors.readFloat32(bias, [width]));
  return graph.node("LayerNormalization", [value, gain, shift], attributes);
}

export async function readGain({ tensors }: ModelWeights, norm: Norm, width: number): Promise<Float32Array> {
  const gain = await tensors.readFloat32(norm.gain, [width]);
  return norm.gainOffset === 0 ? gain : gain.map((value) => value + norm.gainOffset);
}

export function buildActivation(graph: GraphBuilder, activation: Mlp["activation"], value: Value): Value {
  switch (activation) {
    case "silu":
      return graph.node("Mul", [value, graph.node("Sigmoid", [value])]);
    case "gelu":
      return graph.node("com.microsoft/Gelu", [value]);
    case "gelu-tanh":
      return graph.node("com.microsoft/FastGelu", [value]);
    case "relu":
      return graph.node("Relu", [value]);
  }
}

/** cap · tanh(value / cap), which keeps a value between −cap and cap. */
export function buildCap(graph: GraphBuilder, cap: number | undefined, value: Value): Value {
  if (cap === undefined) return value;
  const scaled = graph.node("Mul", [value, graph.scalar(1 / cap)]);
  return graph.node("Mul", [graph.node("Tanh", [scaled]), graph.scalar(cap)]);
}

/**
 * @param value [batch, length, heads · headSize]
 * @param first [1] position of the first token
 * @see Su et al. 2021, RoFormer §3.2
 */
export function buildRotation(
  { graph, model }: Building,
  { name, frequencies }: Rotary,
  heads: number,
  value: Value,
  first: Value<"int64">,
): Value {
  const { contextLength, headSize } = model.config;
  const pairs = frequencies.length;
  const table = (kind: string, ofAngle: (angle: number) => number): Value =>
    graph.weight(`${name}.${kind}`, [contextLength, pairs], () =>
      Float32Array.from({ length: contextLength * pairs }, (_, i) =>
        ofAngle(Math.floor(i / pairs) * (frequencies[i % pairs] ?? 0)),
      ),
    );
  return graph.node(
    "com.microsoft/RotaryEmbedding",
    [value, first, table("cosines", Math.cos), table("sines", Math.sin)],
    { num_heads: heads, ...(2 * pairs < headSize ? { rotary_embedding_dim: 2 * pairs } : {}) },
  );
}
