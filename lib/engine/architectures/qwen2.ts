import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import {
  LayerTypes,
  llamaFields,
  parseFields,
  readLlamaSizes,
  Width,
} from "#lib/engine/architectures/config-fields.ts";
import { llamaDecoder } from "#lib/engine/architectures/llama-layout.ts";
import { readRotary, ropeFields } from "#lib/engine/architectures/rotary.ts";

const Config = z.object({
  ...llamaFields,
  ...ropeFields,
  hidden_act: z.literal("silu").default("silu"),
  tie_word_embeddings: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  sliding_window: Width.nullish(),
  max_window_layers: z.int().nonnegative().default(28),
  layer_types: LayerTypes,
});

/** Llama's layout with biases of queries, keys and values, and windows in later layers where asked for. @see Yang et al. 2024, Qwen2 §2.2 */
export const qwen2: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const config = readLlamaSizes("Qwen2ForCausalLM", fields, fields.tie_word_embeddings);
  const rotary = readRotary(fields, config.headSize);
  const slides = (layer: number) =>
    fields.layer_types ? fields.layer_types[layer] === "sliding_attention" : layer >= fields.max_window_layers;
  const windowOf = (layer: number) =>
    fields.use_sliding_window && slides(layer) ? (fields.sliding_window ?? undefined) : undefined;
  return {
    config,
    decoder: llamaDecoder(config, {
      normEpsilon: fields.rms_norm_eps,
      mlpBias: false,
      attention: (layer) => ({ rotary, inputBias: true, outputBias: false, window: windowOf(layer) }),
    }),
  };
};
