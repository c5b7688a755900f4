import { expect, test } from "vitest";
import { parseHookName } from "#lib/sae/formats/hook-name.ts";
import { normingModel, plainModel } from "#lib/sae/testing/model-layouts.ts";

test.each([
  ["blocks.2.hook_resid_pre", "blocks.2.hook_resid_pre", "blocks.2.hook_resid_pre"],
  ["blocks.2.hook_mlp_out", "blocks.2.hook_mlp_out", "blocks.2.hook_mlp_out"],
  ["blocks.1.ln2.hook_out", "blocks.1.mlp.hook_in", "blocks.1.mlp.hook_in"],
  ["model.layers.11", "blocks.11.hook_resid_post", "blocks.11.hook_resid_post"],
  ["model.layers.3.post_attention_layernorm", "blocks.3.mlp.hook_in", "blocks.3.hook_attn_out"],
  ["layers.3.pre_feedforward_layernorm", undefined, "blocks.3.mlp.hook_in"],
  ["layers.3.post_feedforward_layernorm", undefined, "blocks.3.hook_mlp_out"],
  ["blocks.3.ln1_post.hook_out", undefined, "blocks.3.hook_attn_out"],
  ["blocks.1.mlp.hook_out", "blocks.1.hook_mlp_out", undefined],
  ["model.layers.11.mlp", "blocks.11.hook_mlp_out", undefined],
  ["model.layers.11.self_attn", "blocks.11.hook_attn_out", undefined],
  ["gpt_neox.layers.2.attention", "blocks.2.hook_attn_out", undefined],
  ["transformer.h.2.mlp", "blocks.2.hook_mlp_out", undefined],
  ["h.2.ln_2", "blocks.2.mlp.hook_in", undefined],
  ["blocks.1.ln2.hook_normalized", undefined, undefined],
  ["blocks.1.attn.hook_z", undefined, undefined],
  ["layers.01.mlp", undefined, undefined],
])("%s is %s, and %s where a model norms what it adds", (name, plain, norming) => {
  expect(parseHookName(plainModel, name)).toBe(plain);
  expect(parseHookName(normingModel, name)).toBe(norming);
});
