import { expect, test } from "vitest";
import { parseHookPoint, residualBefore } from "#lib/engine/hook-point.ts";

test.each([
  ["blocks.2.hook_resid_pre", "blocks.2.hook_resid_pre"],
  ["blocks.2.hook_attn_out", "blocks.2.hook_resid_pre"],
  ["blocks.12.hook_resid_mid", "blocks.12.hook_resid_mid"],
  ["blocks.12.mlp.hook_in", "blocks.12.hook_resid_mid"],
  ["blocks.2.mlp.hook_post", "blocks.2.hook_resid_mid"],
  ["blocks.2.hook_mlp_out", "blocks.2.hook_resid_mid"],
  ["blocks.2.hook_resid_post", "blocks.2.hook_resid_post"],
  ["final_norm", "final_norm"],
])("what a change at %s leaves alone ends at %s", (text, before) => {
  const point = parseHookPoint(text);
  expect(point && residualBefore(point)).toBe(before);
});
