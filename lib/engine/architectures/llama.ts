import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import { llamaFields, parseFields, readLlamaSizes } from "#lib/engine/architectures/config-fields.ts";
import { rmsNorm, selfAttention, swiGlu } from "#lib/engine/architectures/llama-layout.ts";
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
  const norm = rmsNorm(fields.rms_norm_eps);
  const rotary = readRotary(fields, config.headSize);
  return {
    config,
    decoder: {
      prefix: "model.",
      embedding: "model.embed_tokens.weight",
      embeddingScale: 1,
      positions: undefined,
      blocks: Array.from({ length: config.layers }, (_, layer) => {
        const name = `model.layers.${layer}`;
        return {
          parallel: false,
          attentionNorm: norm(`${name}.input_layernorm`),
          attention: selfAttention(`${name}.self_attn`, config, {
            rotary,
            inputBias: fields.attention_bias,
            outputBias: fields.attention_bias,
          }),
          attentionOutNorm: undefined,
          mlpNorm: norm(`${name}.post_attention_layernorm`),
          mlp: swiGlu(`${name}.mlp`, config, "silu", fields.mlp_bias),
          mlpOutNorm: undefined,
        };
      }),
      finalNorm: norm("model.norm"),
      unembedding: config.tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight",
      logitCap: undefined,
    },
  };
};
