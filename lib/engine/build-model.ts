import { badRequest } from "#lib/errors.ts";
import { buildDecoder } from "#lib/engine/decoder/build-decoder.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { Hook, HookPoint } from "#lib/engine/hook-point.ts";
import type { WeightMode } from "#lib/engine/inference-session.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

const unchanged: Hook = (_point, value) => value;

/**
 * Adds a model to a graph and hands out the value at each of its hook points.
 * @param tokenIds [batch, length]
 * @param intervene what the model goes on with at a hook point; nothing is changed by default
 */
export function buildModel(
  graph: GraphBuilder,
  model: ModelWeights,
  tokenIds: Value<"int32">,
  intervene: Hook = unchanged,
  weights: WeightMode = "f32",
): (point: HookPoint) => Value {
  const points = new Map<HookPoint, Value>();
  const hook: Hook = (point, value) => {
    const next = intervene(point, value);
    points.set(point, next);
    return next;
  };
  buildDecoder({ graph, model, hook, weights }, tokenIds);
  return (point) => {
    const value = points.get(point);
    if (!value) throw badRequest(`${model.config.architecture} has no hook point ${point}.`);
    return value;
  };
}
