import { blockHook, type HookPoint, parseHookPoint } from "#lib/engine/hook-point.ts";

/** Other spellings of our hook points: TransformerLens' bridge first, then modules of Hugging Face models (their output). */
const spellings = [
  ["hook_in", "hook_resid_pre"],
  ["hook_out", "hook_resid_post"],
  ["attn.hook_out", "hook_attn_out"],
  ["ln2.hook_out", "mlp.hook_in"],
  ["mlp.hook_out", "hook_mlp_out"],
  ["mlp.out.hook_in", "mlp.hook_post"],
  ["", "hook_resid_post"],
  ["self_attn", "hook_attn_out"],
  ["post_attention_layernorm", "mlp.hook_in"],
  ["mlp", "hook_mlp_out"],
] as const;

/**
 * Finds the hook point that a publisher's config means.
 * `ln2.hook_normalized` is left out on purpose: in TransformerLens it lies before the norm's gain, where we have no hook.
 * @param name such as `blocks.4.hook_resid_post` or `model.layers.4.mlp`
 */
export function parseHookName(name: string): HookPoint | undefined {
  const own = parseHookPoint(name);
  // What is written to one head does not lie on the residual stream, where all that is told of a feature's direction is.
  if (own) return own.includes(".attn.") ? undefined : own;
  const match = /^(?:blocks|(?:model\.)?layers)\.(0|[1-9]\d{0,3})(?:\.(.+))?$/.exec(name);
  const spelling = spellings.find(([other]) => other === (match?.[2] ?? ""));
  return match && spelling ? blockHook(Number(match[1]), spelling[1]) : undefined;
}
