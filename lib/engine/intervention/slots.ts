import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { Hook, HookPoint } from "#lib/engine/hook-point.ts";
import { buildEncoder, buildFeatureSum } from "#lib/sae/encode.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** Where a session's graph can be changed from run to run, without being built anew. */
export interface Slots {
  readonly points: readonly HookPoint[];
  /** Whose features can be scaled. */
  readonly sources: readonly SourceWeights[];
}

/** Names of the inputs through which a point is changed: value · scale + shift. */
export const pointInputs = (point: HookPoint) => ({ scale: `${point}:scale`, shift: `${point}:shift` });

/** Names of the inputs through which a source is changed: how much more of each feature, and at which positions. */
export const sourceInputs = (source: number) => ({ more: `source${source}:more`, where: `source${source}:where` });

/** Axes of a value at a point. */
export const rankOf = (point: HookPoint): 3 | 4 => (isOfPairs(point) ? 4 : 3);

/** Of pairs of tokens in each head, rather than of tokens. */
export const isOfPairs = (point: HookPoint): boolean => /attn\.hook_(attn_scores|pattern)$/.test(point);

/** @returns a hook that makes the changes which the graph's inputs ask for */
export function buildSlots(graph: GraphBuilder, { points, sources }: Slots): Hook {
  const changed = new Set(points);
  const read = new Map<number, ReturnType<typeof buildEncoder>>();
  return (point, given) => {
    let value = changed.has(point) ? buildPointSlot(graph, point, given) : given;
    for (const [i, source] of sources.entries()) {
      if (source.hookIn === point) read.set(i, buildEncoder(graph, `source${i}`, source, value));
      const encoded = read.get(i);
      if (source.hookOut === point && encoded) {
        const names = sourceInputs(i);
        const more = graph.input(names.more, "float32", [source.features]);
        const where = graph.input(names.where, "float32", [`${names.where}.length`, 1]);
        const weights = graph.node("Mul", [
          graph.node("Mul", [encoded.values, graph.node("Gather", [more, encoded.indices64])]),
          where,
        ]);
        value = graph.node("Add", [value, buildFeatureSum(graph, `source${i}`, source, encoded, weights)]);
      }
    }
    return value;
  };
}

function buildPointSlot(graph: GraphBuilder, point: HookPoint, value: Value): Value {
  const names = pointInputs(point);
  const axes = (name: string) => Array.from({ length: rankOf(point) }, (_, axis) => `${name}.${axis}`);
  const scale = graph.input(names.scale, "float32", axes(names.scale));
  const shift = graph.input(names.shift, "float32", axes(names.shift));
  return graph.node("Add", [graph.node("Mul", [value, scale]), shift]);
}
