import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import { parseFields, readLlamaSizes } from "#lib/engine/architectures/config-fields.ts";
import { gemmaDecoder, gemmaFields } from "#lib/engine/architectures/gemma-layout.ts";
import { rmsNorm } from "#lib/engine/architectures/norms.ts";
import { RopeParameters, rotaryOf } from "#lib/engine/architectures/rotary.ts";

const Config = z.object({
  ...gemmaFields,
  query_pre_attn_scalar: z.number().positive().default(256),
  rope_theta: z.number().positive().default(1_000_000),
  rope_local_base_freq: z.number().positive().default(10_000),
  rope_scaling: RopeParameters.nullish(),
  sliding_window_pattern: z.int().positive().nullish(),
  _sliding_window_pattern: z.int().positive().nullish(),
  rope_parameters: z.object({ sliding_attention: RopeParameters, full_attention: RopeParameters }).nullish(),
});

/** Five layers that look at a window for one that looks at all, with frequencies of their own; norms of queries and keys. @see Gemma Team 2025, Gemma 3 §2 */
export const gemma3: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const config = readLlamaSizes("Gemma3ForCausalLM", fields, true);
  const { sliding_attention: local, full_attention: all } = fields.rope_parameters ?? {};
  const near = rotaryOf(local?.rope_theta ?? fields.rope_local_base_freq, config.headSize, local, "rotary.near");
  const far = rotaryOf(all?.rope_theta ?? fields.rope_theta, config.headSize, all ?? fields.rope_scaling, "rotary.far");
  const every = fields.sliding_window_pattern ?? fields._sliding_window_pattern ?? 6;
  const slides = (layer: number) =>
    fields.layer_types ? fields.layer_types[layer] === "sliding_attention" : (layer + 1) % every !== 0;
  const norm = rmsNorm(fields.rms_norm_eps, 1);
  return {
    config,
    decoder: gemmaDecoder(fields, config, (layer, name) => ({
      rotary: slides(layer) ? near : far,
      window: slides(layer) ? fields.sliding_window : undefined,
      queryNorm: norm(`${name}.q_norm`),
      keyNorm: norm(`${name}.k_norm`),
    })),
  };
};
