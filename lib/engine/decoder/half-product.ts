import { type Matrix, multiply, shapeOf } from "#lib/engine/decoder/matrix.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import { float16FromFloat32 } from "#lib/engine/half-floats.ts";

/** Numbers that are f32 at a time: 4 MB, which a processor's cache holds. Measured slower with more, and with fewer. */
const WIDENED_MAX = 1 << 20;
const float32Code = 1;

/**
 * input · matrix, of a matrix that is held in 16 bits and widened to f32 while it is multiplied, some outputs after others.
 *
 * onnxruntime would widen a constant once, and keep that. So what is widened is cut out along an axis that is computed from the
 * input's size, always the same: not known before a run, and not before there is an input, or all would be widened at its start.
 */
export function buildHalfProduct(graph: GraphBuilder, input: Value, matrix: Matrix, widenedMax = WIDENED_MAX): Value {
  const { inputs, outputs, outputsFirst } = matrix;
  const halves = buildHalves(graph, matrix);
  const [batch] = graph.nodeOf(["int64"], "Shape", [input], { start: 0, end: 1 });
  const [zero] = graph.nodeOf(["int64"], "Mul", [batch, graph.ints([0])]);
  const [axis] = graph.nodeOf(["int64"], "Add", [zero, graph.ints([outputsFirst ? 0 : 1])]);
  const step = Math.max(1, Math.floor(widenedMax / inputs));
  const products: Value[] = [];
  for (let start = 0; start < outputs; start += step) {
    const end = Math.min(outputs, start + step);
    const [part] = graph.nodeOf(["float16"], "Slice", [halves, graph.ints([start]), graph.ints([end]), axis]);
    products.push(multiply(graph, input, widen(graph, part), matrix));
  }
  const [only] = products;
  return only && products.length === 1 ? only : graph.node("Concat", products, { axis: -1 });
}

/** Rows of a table that is held in 16 bits, as f32. @param table its rows first @returns [...indices, inputs] */
export function buildHalfRows(graph: GraphBuilder, table: Matrix, indices: Value<"int32" | "int64">): Value {
  const [rows] = graph.nodeOf(["float16"], "Gather", [buildHalves(graph, table), indices]);
  return widen(graph, rows);
}

const buildHalves = (graph: GraphBuilder, matrix: Matrix): Value<"float16"> =>
  graph.halves(`${matrix.name}:halves`, shapeOf(matrix), async () =>
    float16FromFloat32(await matrix.read(), matrix.name),
  );

const widen = (graph: GraphBuilder, value: Value<"float16">): Value => graph.node("Cast", [value], { to: float32Code });
