import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readArchitecture } from "#lib/engine/architectures/registry.ts";

const readConfig = (family: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(
      new URL(`../../../test/fixtures/engine/architectures/${family}/config.json`, import.meta.url).pathname,
      "utf8",
    ),
  );

// What transformers 5 writes and what the files on the hub still say, of the same models.
test.each([
  ["qwen2", { layer_types: undefined, rope_parameters: undefined, rope_theta: 100 }],
  ["gemma2", { layer_types: undefined, rope_parameters: undefined, rope_theta: 100 }],
  [
    "gemma3",
    {
      layer_types: undefined,
      sliding_window_pattern: 2,
      rope_parameters: undefined,
      rope_theta: 500,
      rope_local_base_freq: 20,
      rope_scaling: { factor: 8, rope_type: "linear" },
    },
  ],
  ["gpt-neox-parallel", { rope_parameters: undefined, rotary_pct: 0.25, rotary_emb_base: 100 }],
  ["gpt2", { n_inner: 64, activation_function: "gelu_pytorch_tanh" }],
  [
    "llama-3",
    {
      rope_parameters: undefined,
      rope_theta: 50,
      rope_scaling: {
        type: "llama3",
        factor: 4,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 32,
      },
    },
  ],
])("an older file of %s describes the same model", (family, older) => {
  const config = readConfig(family);
  expect(readArchitecture({ ...config, ...older })).toEqual(readArchitecture(config));
});

test("what is not the architecture's own way is refused", () => {
  expect(() => readArchitecture({ ...readConfig("gemma3"), use_bidirectional_attention: true })).toThrow(
    "use_bidirectional_attention",
  );
  expect(() => readArchitecture({ ...readConfig("gpt2"), n_head: 3 })).toThrow("n_embd is not a multiple of n_head");
});
