import type { Decoder } from "#lib/engine/decoder/decoder.ts";
import type { Value } from "#lib/engine/graph.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

const blockPoints = [
  "hook_resid_pre",
  "attn.hook_attn_scores",
  "attn.hook_pattern",
  "attn.hook_z",
  "hook_attn_out",
  "hook_resid_mid",
  "mlp.hook_in",
  "mlp.hook_post",
  "hook_mlp_out",
  "hook_resid_post",
] as const;

type BlockPoint = (typeof blockPoints)[number];

/**
 * A place in a model where activations can be read or changed, in the field's usual spelling. `attn.hook_attn_scores` lies before
 * the mask and `attn.hook_pattern` after the softmax, both [batch, heads, query, key]; `attn.hook_z` is the heads' output side by
 * side, [batch, length, heads · headSize].
 * `mlp.hook_in` is the MLP's input after the norm and its gain, `mlp.hook_post` its neurons (what the down projection
 * reads), `final_norm` what the unembedding reads.
 */
export type HookPoint = `blocks.${number}.${BlockPoint}` | "final_norm" | "logits";

/**
 * Called by an architecture at each of its hook points, in order of computation.
 * @param value [batch, length, width] f32, of scores and patterns [batch, heads, query, key]
 * @returns what the model goes on with: `value` itself, or a changed one
 */
export type Hook = (point: HookPoint, value: Value) => Value;

export const blockHook = (layer: number, point: BlockPoint): HookPoint => `blocks.${layer}.${point}`;

/** Reads a hook point back from text; undefined when it is not one of ours. */
export function parseHookPoint(text: string): HookPoint | undefined {
  if (text === "final_norm" || text === "logits") return text;
  const match = /^blocks\.(0|[1-9]\d{0,3})\.(.+)$/.exec(text);
  const point = blockPoints.find((candidate) => candidate === match?.[2]);
  return match && point ? blockHook(Number(match[1]), point) : undefined;
}

/**
 * The point on the residual stream after which a change at `point` shows for the first time: nothing computed up to it
 * depends on the change, and everything after it may.
 */
export function residualBefore(point: HookPoint, { blocks }: Pick<Decoder, "blocks">): HookPoint {
  const [, layer, name] = /^blocks\.(\d+)\.(.+)$/.exec(point) ?? [];
  if (layer === undefined || name === undefined || name.startsWith("hook_resid")) return point;
  const isOfAttention = name === "hook_attn_out" || name.startsWith("attn.");
  const readsBefore = isOfAttention || blocks[Number(layer)]?.parallel === true;
  return blockHook(Number(layer), readsBefore ? "hook_resid_pre" : "hook_resid_mid");
}

/** How many numbers a token has at a hook point; undefined when the model has no such layer, or the point is of pairs of tokens. */
export function hookWidth(config: ModelConfig, point: HookPoint): number | undefined {
  if (point === "final_norm") return config.dModel;
  if (point === "logits") return config.vocabularySize;
  const [, layer, ...name] = point.split(".");
  if (Number(layer) >= config.layers) return undefined;
  switch (name.join(".")) {
    case "attn.hook_attn_scores":
    case "attn.hook_pattern":
      return undefined;
    case "attn.hook_z":
      return config.heads * config.headSize;
    case "mlp.hook_post":
      return config.dMlp;
    default:
      return config.dModel;
  }
}
