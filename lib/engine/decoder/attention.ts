import type { Attention, Norm, Rotary } from "#lib/engine/decoder/decoder.ts";
import { buildCap, type Building, buildLinear, buildNorm, buildRotation } from "#lib/engine/decoder/operators.ts";
import type { Positions } from "#lib/engine/decoder/positions.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import { blockHook } from "#lib/engine/hook-point.ts";

/** Keys or values of all tokens so far, [batch, keyValueHeads, 1, tokens, headSize]. */
export interface KeyValues {
  readonly key: Value;
  readonly value: Value;
}

export interface AttentionResult {
  /** [batch, length, dModel] */
  readonly output: Value;
  /** Of all tokens, those of earlier runs first; only where such were given. */
  readonly present: KeyValues | undefined;
}

/**
 * Causal attention, with fewer key heads than query heads where the model has fewer. The score matrix is written out in standard
 * operators: on the CPU it measured no slower than onnxruntime's fused attention operators, runs on every provider, and has
 * hook points.
 * @param input [batch, length, dModel], normed
 */
export function buildAttention(
  building: Building,
  layer: number,
  attention: Attention,
  input: Value,
  positions: Positions,
  past?: KeyValues,
): AttentionResult {
  const { graph, hook, model } = building;
  const { heads, keyValueHeads, headSize } = model.config;
  const [queryWidth, keyWidth] = [heads * headSize, keyValueHeads * headSize];
  const [query, key, value] = graph.nodeOf(
    ["float32", "float32", "float32"],
    "Split",
    [buildLinear(building, attention.input, input), graph.ints([queryWidth, keyWidth, keyWidth])],
    { axis: -1 },
  );
  const place = { positions, rotary: attention.rotary };
  const queries = placeHeads(building, query, heads, attention.queryNorm, place);
  const keys = placeHeads(building, key, keyValueHeads, attention.keyNorm, place);
  // Query heads that share a key head get an axis of their own, over which the keys are broadcast.
  const queryHeads = splitHeads(graph, queries, [keyValueHeads, heads / keyValueHeads, headSize]);
  const keyHeads = splitHeads(graph, keys, [keyValueHeads, 1, headSize]);
  const valueHeads = splitHeads(graph, value, [keyValueHeads, 1, headSize]);
  const present = past && {
    key: appendTokens(graph, past.key, keyHeads),
    value: appendTokens(graph, past.value, valueHeads),
  };
  const products = graph.node("MatMul", [
    graph.node("Transpose", [queryHeads], { perm: [0, 2, 3, 1, 4] }),
    present
      ? graph.node("Transpose", [present.key], { perm: [0, 1, 2, 4, 3] })
      : graph.node("Transpose", [keyHeads], { perm: [0, 2, 3, 4, 1] }),
  ]);
  const capped = buildCap(graph, attention.scoreCap, graph.node("Mul", [products, graph.scalar(attention.scale)]));
  const scores = hook(blockHook(layer, "attn.hook_attn_scores"), joinHeads(graph, capped, heads));
  const masked = graph.node("Add", [scores, positions.mask(attention.window)]);
  const pattern = hook(blockHook(layer, "attn.hook_pattern"), graph.node("Softmax", [masked], { axis: -1 }));
  const mixed = graph.node("MatMul", [
    separateHeads(graph, pattern, keyValueHeads, heads / keyValueHeads),
    present ? present.value : graph.node("Transpose", [valueHeads], { perm: [0, 2, 3, 1, 4] }),
  ]);
  const joined = graph.node("Reshape", [
    graph.node("Transpose", [mixed], { perm: [0, 3, 1, 2, 4] }),
    graph.ints([0, 0, queryWidth]),
  ]);
  const z = hook(blockHook(layer, "attn.hook_z"), joined);
  return { output: buildLinear(building, attention.output, z), present };
}

/** Norms and turns each head. @returns [batch, length, heads · headSize] */
function placeHeads(
  building: Building,
  value: Value,
  heads: number,
  norm: Norm | undefined,
  { rotary, positions }: { rotary: Rotary | undefined; positions: Positions },
): Value {
  const { graph, model } = building;
  const { headSize } = model.config;
  const normed = norm
    ? graph.node("Reshape", [
        buildNorm(building, norm, headSize, graph.node("Reshape", [value, graph.ints([0, 0, heads, headSize])])),
        graph.ints([0, 0, heads * headSize]),
      ])
    : value;
  return rotary ? buildRotation(building, rotary, heads, normed, positions.first) : normed;
}

/** [batch, length, heads · size] → [batch, length, key heads, queries a key head, size] */
const splitHeads = (graph: GraphBuilder, value: Value, sizes: readonly [number, number, number]): Value =>
  graph.node("Reshape", [value, graph.ints([0, 0, ...sizes])]);

/** @param heads [batch, length, keyValueHeads, 1, headSize] @returns [batch, keyValueHeads, 1, tokens, headSize] */
const appendTokens = (graph: GraphBuilder, past: Value, heads: Value): Value =>
  graph.node("Concat", [past, graph.node("Transpose", [heads], { perm: [0, 2, 3, 1, 4] })], { axis: 3 });

/** [batch, key heads, queries a key head, query, key] → [batch, heads, query, key] */
function joinHeads(graph: GraphBuilder, value: Value, heads: number): Value {
  const [shape] = graph.nodeOf(["int64"], "Shape", [value]);
  const [batch] = graph.nodeOf(["int64"], "Slice", [shape, graph.ints([0]), graph.ints([1])]);
  const [ends] = graph.nodeOf(["int64"], "Slice", [shape, graph.ints([3]), graph.ints([5])]);
  const [joined] = graph.nodeOf(["int64"], "Concat", [batch, graph.ints([heads]), ends], { axis: 0 });
  return graph.node("Reshape", [value, joined]);
}

/** [batch, heads, query, key] → [batch, key heads, queries a key head, query, key] */
function separateHeads(graph: GraphBuilder, value: Value, keyValueHeads: number, shared: number): Value {
  const [shape] = graph.nodeOf(["int64"], "Shape", [value]);
  const [batch] = graph.nodeOf(["int64"], "Slice", [shape, graph.ints([0]), graph.ints([1])]);
  const [ends] = graph.nodeOf(["int64"], "Slice", [shape, graph.ints([2]), graph.ints([4])]);
  const [apart] = graph.nodeOf(["int64"], "Concat", [batch, graph.ints([keyValueHeads, shared]), ends], { axis: 0 });
  return graph.node("Reshape", [value, apart]);
}
