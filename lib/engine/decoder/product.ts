import { buildHalfProduct, buildHalfRows } from "#lib/engine/decoder/half-product.ts";
import { type Matrix, multiply, shapeOf } from "#lib/engine/decoder/matrix.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { WeightMode } from "#lib/engine/inference-session.ts";
import { QUANTISED_BLOCK, quantiseRows } from "#lib/engine/quantise.ts";

interface Holding {
  readonly graph: GraphBuilder;
  readonly weights: WeightMode;
}

/** input · matrix @param input [..., inputs] @returns [..., outputs] */
export function buildProduct({ graph, weights }: Holding, input: Value, matrix: Matrix): Value {
  if (weights === "f16") return buildHalfProduct(graph, input, matrix);
  const isQuantised = weights === "int8" && matrix.outputsFirst && matrix.inputs % QUANTISED_BLOCK === 0;
  return isQuantised ? buildQuantised(graph, input, matrix) : multiply(graph, input, buildFull(graph, matrix), matrix);
}

/** Rows of a table. @param table its rows first @returns [...indices, inputs] */
export const buildRows = ({ graph, weights }: Holding, table: Matrix, indices: Value<"int32" | "int64">): Value =>
  weights === "f16" ? buildHalfRows(graph, table, indices) : graph.node("Gather", [buildFull(graph, table), indices]);

const buildFull = (graph: GraphBuilder, matrix: Matrix): Value =>
  graph.weight(matrix.name, shapeOf(matrix), () => matrix.read());

function buildQuantised(graph: GraphBuilder, input: Value, { name, inputs, outputs, read }: Matrix): Value {
  const blocks = inputs / QUANTISED_BLOCK;
  const quantised = async () => quantiseRows(await read());
  const bytes = graph.bytes(`${name}:bytes`, [outputs, blocks, QUANTISED_BLOCK], async () => (await quantised()).bytes);
  const scales = graph.weight(`${name}:scales`, [outputs, blocks], async () => (await quantised()).scales);
  return graph.node("com.microsoft/MatMulNBits", [input, bytes, scales], {
    K: inputs,
    N: outputs,
    bits: 8,
    block_size: QUANTISED_BLOCK,
    // The other side of the product is rounded to 8 bits as well, token by token; in f32 it would not be faster than f32 weights.
    accuracy_level: 4,
  });
}
