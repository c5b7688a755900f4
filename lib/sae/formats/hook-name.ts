import type { Block } from "#lib/engine/decoder/decoder.ts";
import { blockHook, type HookPoint, parseHookPoint } from "#lib/engine/hook-point.ts";

/** Whether a model norms what attention and MLP write before it is added, as Gemma does; its modules mean other things then. */
export interface ModelLayout {
  readonly decoder: { readonly blocks: readonly Pick<Block, "attentionOutNorm" | "mlpOutNorm">[] };
}

// Other spellings of our hook points: of TransformerLens' bridge, and modules of Hugging Face models (their output).
const everywhere = [
  ["hook_in", "hook_resid_pre"],
  ["hook_out", "hook_resid_post"],
  ["ln2.hook_out", "mlp.hook_in"],
  ["mlp.out.hook_in", "mlp.hook_post"],
  ["", "hook_resid_post"],
] as const;

const withoutOutputNorms = [
  ...everywhere,
  ["attn.hook_out", "hook_attn_out"],
  ["mlp.hook_out", "hook_mlp_out"],
  ["self_attn", "hook_attn_out"],
  ["attention", "hook_attn_out"],
  ["attn", "hook_attn_out"],
  ["post_attention_layernorm", "mlp.hook_in"],
  ["ln_2", "mlp.hook_in"],
  ["mlp", "hook_mlp_out"],
] as const;

// What the modules self_attn and mlp write lies before those norms, where we have no hook.
const withOutputNorms = [
  ...everywhere,
  ["ln1_post.hook_out", "hook_attn_out"],
  ["ln2_post.hook_out", "hook_mlp_out"],
  ["post_attention_layernorm", "hook_attn_out"],
  ["pre_feedforward_layernorm", "mlp.hook_in"],
  ["post_feedforward_layernorm", "hook_mlp_out"],
] as const;

/**
 * Finds the hook point that a publisher's config means.
 * `ln2.hook_normalized` is left out on purpose: in TransformerLens it lies before the norm's gain, where we have no hook.
 * @param model the one that the source was trained on
 * @param name such as `blocks.4.hook_resid_post` or `model.layers.4.mlp`
 */
export function parseHookName(model: ModelLayout, name: string): HookPoint | undefined {
  const own = parseHookPoint(name);
  // What is written to one head does not lie on the residual stream, where all that is told of a feature's direction is.
  if (own) return own.includes(".attn.") ? undefined : own;
  const match = /^(?:blocks|(?:model\.|gpt_neox\.)?layers|(?:transformer\.)?h)\.(0|[1-9]\d{0,3})(?:\.(.+))?$/.exec(
    name,
  );
  const spellings = normsOutputs(model) ? withOutputNorms : withoutOutputNorms;
  const spelling = spellings.find(([other]) => other === (match?.[2] ?? ""));
  return match && spelling ? blockHook(Number(match[1]), spelling[1]) : undefined;
}

/** The names of modules a source can read in such a model, for messages. */
export const nameModules = (model: ModelLayout): string =>
  normsOutputs(model)
    ? "layers.5 or, as this model norms what attention and MLP write, layers.5.post_feedforward_layernorm"
    : "layers.5 or layers.5.mlp";

const normsOutputs = ({ decoder }: ModelLayout): boolean =>
  decoder.blocks.some(({ attentionOutNorm, mlpOutNorm }) => attentionOutNorm ?? mlpOutNorm);
