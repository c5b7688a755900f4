import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import { llamaFields, parseFields, readLlamaSizes } from "#lib/engine/architectures/config-fields.ts";
import { llamaDecoder } from "#lib/engine/architectures/llama-layout.ts";
import { readRotary, ropeFields } from "#lib/engine/architectures/rotary.ts";

const Config = z.object({
  ...llamaFields,
  ...ropeFields,
  hidden_act: z.literal("silu").default("silu"),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
});

/**
 * Llama and everything with its layout, such as SmolLM2: RMSNorm, rotary positions, grouped-query attention, SwiGLU.
 * @see Touvron et al. 2023, LLaMA §2.2
 */
export const llama: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const config = readLlamaSizes("LlamaForCausalLM", fields, fields.tie_word_embeddings);
  const rotary = readRotary(fields, config.headSize);
  const { attention_bias: bias, mlp_bias: mlpBias, rms_norm_eps: normEpsilon } = fields;
  const attention = () => ({ rotary, inputBias: bias, outputBias: bias });
  return { config, decoder: llamaDecoder(config, { normEpsilon, mlpBias, attention }) };
};
