import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import {
  Context,
  Epsilon,
  Layers,
  parseFields,
  requireDivisible,
  TokenId,
  Vocabulary,
  Width,
} from "#lib/engine/architectures/config-fields.ts";
import { layerNorm } from "#lib/engine/architectures/norms.ts";
import type { Linear } from "#lib/engine/decoder/decoder.ts";

const Config = z.object({
  n_layer: Layers,
  n_embd: Width,
  n_inner: Width.nullish(),
  n_head: Width,
  vocab_size: Vocabulary,
  n_positions: Context,
  layer_norm_epsilon: Epsilon.default(1e-5),
  activation_function: z.enum(["gelu_new", "gelu_pytorch_tanh", "gelu", "relu"]).default("gelu_new"),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  add_cross_attention: z.literal(false).default(false),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: TokenId,
});

const activations = {
  gelu_new: "gelu-tanh",
  gelu_pytorch_tanh: "gelu-tanh",
  gelu: "gelu",
  relu: "relu",
} as const;

/** Learned positions, LayerNorm, biases everywhere; linear layers are stored with their inputs first. @see Radford et al. 2019, GPT-2 §2.3 */
export const gpt2: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const { n_embd: dModel, n_head: heads } = fields;
  requireDivisible("n_embd", dModel, heads, "n_head");
  const dMlp = fields.n_inner ?? 4 * dModel;
  const headSize = dModel / heads;
  const linear = (name: string, inputs: number, outputs: number): Linear => ({
    inputs,
    parts: [{ weight: `${name}.weight`, bias: `${name}.bias`, outputs, layout: "inputs-first" }],
  });
  const norm = layerNorm(fields.layer_norm_epsilon);
  return {
    config: {
      architecture: "GPT2LMHeadModel",
      layers: fields.n_layer,
      dModel,
      dMlp,
      heads,
      keyValueHeads: heads,
      headSize,
      vocabularySize: fields.vocab_size,
      contextLength: fields.n_positions,
      tiedEmbeddings: fields.tie_word_embeddings,
      bosId: fields.bos_token_id ?? undefined,
    },
    decoder: {
      prefix: "transformer.",
      embedding: "transformer.wte.weight",
      embeddingScale: 1,
      positions: "transformer.wpe.weight",
      blocks: Array.from({ length: fields.n_layer }, (_, layer) => {
        const name = `transformer.h.${layer}`;
        const scale = fields.scale_attn_weights ? 1 / Math.sqrt(headSize) : 1;
        return {
          parallel: false,
          attentionNorm: norm(`${name}.ln_1`),
          attention: {
            input: linear(`${name}.attn.c_attn`, dModel, 3 * dModel),
            output: linear(`${name}.attn.c_proj`, dModel, dModel),
            scale: fields.scale_attn_by_inverse_layer_idx ? scale / (layer + 1) : scale,
            scoreCap: undefined,
            window: undefined,
            rotary: undefined,
            queryNorm: undefined,
            keyNorm: undefined,
          },
          attentionOutNorm: undefined,
          mlpNorm: norm(`${name}.ln_2`),
          mlp: {
            activation: activations[fields.activation_function],
            gated: false,
            input: linear(`${name}.mlp.c_fc`, dModel, dMlp),
            output: linear(`${name}.mlp.c_proj`, dMlp, dModel),
          },
          mlpOutNorm: undefined,
        };
      }),
      finalNorm: norm("transformer.ln_f"),
      unembedding: fields.tie_word_embeddings ? "transformer.wte.weight" : "lm_head.weight",
      logitCap: undefined,
    },
  };
};
