import { z } from "zod";
import { LayerTypes, llamaFields, Width } from "#lib/engine/architectures/config-fields.ts";
import { selfAttention, swiGlu } from "#lib/engine/architectures/llama-layout.ts";
import { rmsNorm } from "#lib/engine/architectures/norms.ts";
import type { Attention, Block, Decoder, Rotary } from "#lib/engine/decoder/decoder.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

const Activation = z.literal("gelu_pytorch_tanh");

export const gemmaFields = {
  ...llamaFields,
  // The first files of Gemma named another activation here than the one they were trained with, and the right one beside it.
  hidden_act: z.string().nullish(),
  hidden_activation: Activation.nullish(),
  attention_bias: z.literal(false).default(false),
  tie_word_embeddings: z.literal(true).default(true),
  query_pre_attn_scalar: z.number().positive(),
  sliding_window: Width,
  layer_types: LayerTypes,
  attn_logit_softcapping: z.number().positive().nullish(),
  final_logit_softcapping: z.number().positive().nullish(),
  use_bidirectional_attention: z.literal(false).nullish(),
};

type GemmaFields = z.infer<z.ZodObject<typeof gemmaFields>>;

/** What a layer's attention does otherwise than that of others. */
type LayerChoices = { rotary: Rotary } & Pick<Attention, "window"> & Partial<Pick<Attention, "queryNorm" | "keyNorm">>;

/**
 * Gemma 2 and 3: four norms a layer with gains stored as their distance from one, embeddings scaled by √dModel, tied.
 * @see Gemma Team 2024, Gemma 2 §2
 */
export function gemmaDecoder(
  fields: GemmaFields,
  config: ModelConfig,
  choose: (layer: number, name: string) => LayerChoices,
): Decoder {
  const norm = rmsNorm(fields.rms_norm_eps, 1);
  const blocks = Array.from({ length: config.layers }, (_, layer): Block => {
    const name = `model.layers.${layer}`;
    const attention = selfAttention(`${name}.self_attn`, config, {
      inputBias: false,
      outputBias: false,
      scale: 1 / Math.sqrt(fields.query_pre_attn_scalar),
      scoreCap: fields.attn_logit_softcapping ?? undefined,
      ...choose(layer, `${name}.self_attn`),
    });
    return {
      parallel: false,
      attentionNorm: norm(`${name}.input_layernorm`),
      attention,
      attentionOutNorm: norm(`${name}.post_attention_layernorm`),
      mlpNorm: norm(`${name}.pre_feedforward_layernorm`),
      mlp: swiGlu(`${name}.mlp`, config, "gelu-tanh"),
      mlpOutNorm: norm(`${name}.post_feedforward_layernorm`),
    };
  });
  return {
    prefix: "model.",
    embedding: "model.embed_tokens.weight",
    embeddingScale: Math.fround(Math.sqrt(config.dModel)),
    positions: undefined,
    blocks,
    finalNorm: norm("model.norm"),
    unembedding: "model.embed_tokens.weight",
    logitCap: fields.final_logit_softcapping ?? undefined,
  };
}
