import { expect, test } from "vitest";
import { readArchitecture } from "#lib/engine/architectures/registry.ts";
import { parseHookPoint, residualBefore } from "#lib/engine/hook-point.ts";

const NEOX = {
  architectures: ["GPTNeoXForCausalLM"],
  num_hidden_layers: 13,
  hidden_size: 8,
  intermediate_size: 8,
  num_attention_heads: 1,
  vocab_size: 8,
};
const sequential = readArchitecture({ ...NEOX, use_parallel_residual: false }).decoder;
const parallel = readArchitecture(NEOX).decoder;

test.each([
  ["blocks.2.hook_resid_pre", "blocks.2.hook_resid_pre"],
  ["blocks.2.hook_attn_out", "blocks.2.hook_resid_pre"],
  ["blocks.2.attn.hook_z", "blocks.2.hook_resid_pre"],
  ["blocks.12.hook_resid_mid", "blocks.12.hook_resid_mid"],
  ["blocks.12.mlp.hook_in", "blocks.12.hook_resid_mid"],
  ["blocks.2.mlp.hook_post", "blocks.2.hook_resid_mid"],
  ["blocks.2.hook_mlp_out", "blocks.2.hook_resid_mid"],
  ["blocks.2.hook_resid_post", "blocks.2.hook_resid_post"],
  ["final_norm", "final_norm"],
])("what a change at %s leaves alone ends at %s", (text, before) => {
  const point = parseHookPoint(text);
  expect(point && residualBefore(point, sequential)).toBe(before);
});

test.each(["blocks.2.hook_mlp_out", "blocks.2.mlp.hook_post", "blocks.2.hook_attn_out"])(
  "where attention and MLP lie side by side, %s parts before both",
  (text) => {
    const point = parseHookPoint(text);
    expect(point && residualBefore(point, parallel)).toBe("blocks.2.hook_resid_pre");
  },
);
