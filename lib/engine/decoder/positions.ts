import type { GraphBuilder, Value } from "#lib/engine/graph.ts";

/** Added to the attention score of a token that may not be looked at: its softmax weight is then exactly 0 in f32. */
export const maskedScore = -1e9;

/** Where the tokens of a run lie in their sequence. */
export interface Positions {
  /** [1] of the first token: how many came before, in earlier runs. */
  readonly first: Value<"int64">;
  /** [length] */
  readonly all: Value<"int64">;
  /** 0 where a token may look, `maskedScore` elsewhere. @returns [length, keys] */
  mask(window: number | undefined): Value;
}

/**
 * @param tokenIds [batch, length]
 * @param past [1] tokens of earlier runs, whose keys are kept; 0 without
 */
export function buildPositions(graph: GraphBuilder, tokenIds: Value<"int32">, past?: Value<"int64">): Positions {
  const [shape] = graph.nodeOf(["int64"], "Shape", [tokenIds]);
  const [length] = graph.nodeOf(["int64"], "Gather", [shape, graph.int(1)]);
  const [start] = past ? graph.nodeOf(["int64"], "Squeeze", [past]) : [graph.int(0)];
  const [end] = past ? graph.nodeOf(["int64"], "Add", [start, length]) : [length];
  const range = (from: Value<"int64">) => graph.nodeOf(["int64"], "Range", [from, end, graph.int(1)])[0];
  const all = range(start);
  const keys = past ? range(graph.int(0)) : all;
  const masks = new Map<number | undefined, Value>();
  return {
    first: past ?? graph.ints([0]),
    all,
    mask(window) {
      const known = masks.get(window) ?? buildMask(graph, all, keys, window);
      masks.set(window, known);
      return known;
    },
  };
}

function buildMask(
  graph: GraphBuilder,
  queries: Value<"int64">,
  keys: Value<"int64">,
  window: number | undefined,
): Value {
  const [column] = graph.nodeOf(["int64"], "Unsqueeze", [queries, graph.ints([1])]);
  const [isLater] = graph.nodeOf(["bool"], "Greater", [keys, column]);
  if (window === undefined) return choose(graph, isLater);
  const [distance] = graph.nodeOf(["int64"], "Sub", [column, keys]);
  const [isFar] = graph.nodeOf(["bool"], "GreaterOrEqual", [distance, graph.int(window)]);
  const [isHidden] = graph.nodeOf(["bool"], "Or", [isLater, isFar]);
  return choose(graph, isHidden);
}

const choose = (graph: GraphBuilder, isHidden: Value<"bool">): Value =>
  graph.node("Where", [isHidden, graph.scalar(maskedScore), graph.scalar(0)]);
