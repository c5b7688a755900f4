import type { InferenceSession } from "onnxruntime-node";
import { buildLogits } from "#lib/engine/decoder/build-decoder.ts";
import { type Building, buildNorm } from "#lib/engine/decoder/operators.ts";
import type { Value } from "#lib/engine/graph.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";

/** What the model would say if it ended at a point of the residual stream. */
export interface LensEntry {
  readonly point: HookPoint;
  /** [length × k] likeliest first. */
  readonly tokenIds: Int32Array;
  /** [length × k] natural logarithm of the probability. */
  readonly logProbabilities: Float32Array;
}

export interface LensValues {
  readonly point: HookPoint;
  readonly logProbabilities: Value;
  readonly tokenIds: Value<"int32">;
  readonly outputs: readonly [Value, Value<"int32">];
}

const int32Code = 6;

/**
 * The final norm and the unembedding after every attention and every MLP: the residual stream before the first layer, and
 * `hook_resid_mid` (where the family has it) and `hook_resid_post` of each.
 * @param k tokens named at each position
 * @see nostalgebraist 2020, "interpreting GPT: the logit lens"
 */
export function buildLens(
  { graph, model, weights }: Omit<Building, "hook">,
  points: ReadonlyMap<HookPoint, Value>,
  k: number,
): readonly LensValues[] {
  const building: Building = { graph, model, weights, hook: (_point, value) => value };
  return [...points]
    .filter(([point]) => /hook_resid_(mid|post)$/.test(point) || point === "blocks.0.hook_resid_pre")
    .map(([point, value]) => {
      const normed = buildNorm(building, model.decoder.finalNorm, model.config.dModel, value);
      const all = graph.node("LogSoftmax", [buildLogits(building, normed)], { axis: -1 });
      const [logProbabilities, ids] = graph.nodeOf(["float32", "int64"], "TopK", [all, graph.ints([k])], { axis: -1 });
      const [tokenIds] = graph.nodeOf(["int32"], "Cast", [ids], { to: int32Code });
      return { point, logProbabilities, tokenIds, outputs: [logProbabilities, tokenIds] };
    });
}

export const readLens = (results: InferenceSession.OnnxValueMapType, values: LensValues): LensEntry => ({
  point: values.point,
  tokenIds: int32Data(results, values.tokenIds),
  logProbabilities: float32Data(results, values.logProbabilities),
});
