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
import { RopeParameters, rotaryOf } from "#lib/engine/architectures/rotary.ts";
import { linear } from "#lib/engine/decoder/decoder.ts";

const Share = z.number().positive().max(1);

const Config = z.object({
  num_hidden_layers: Layers,
  hidden_size: Width,
  intermediate_size: Width,
  num_attention_heads: Width,
  vocab_size: Vocabulary,
  max_position_embeddings: Context.default(2048),
  layer_norm_eps: Epsilon.default(1e-5),
  hidden_act: z.enum(["gelu", "gelu_new", "relu"]).default("gelu"),
  attention_bias: z.boolean().default(true),
  use_parallel_residual: z.boolean().default(true),
  tie_word_embeddings: z.boolean().default(false),
  rotary_pct: Share.default(0.25),
  rotary_emb_base: z.number().positive().default(10_000),
  rope_scaling: RopeParameters.nullish(),
  rope_parameters: RopeParameters.nullish(),
  bos_token_id: TokenId,
});

const activations = { gelu: "gelu", gelu_new: "gelu-tanh", relu: "relu" } as const;

/** Pythia: attention and MLP side by side, only a part of each head turned. @see Black et al. 2022, GPT-NeoX-20B §2.1 */
export const gptNeox: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const { hidden_size: dModel, intermediate_size: dMlp, num_attention_heads: heads } = fields;
  requireDivisible("hidden_size", dModel, heads, "num_attention_heads");
  const headSize = dModel / heads;
  const scaling = fields.rope_parameters ?? fields.rope_scaling;
  const turned = Math.trunc(headSize * (fields.rope_parameters?.partial_rotary_factor ?? fields.rotary_pct));
  const rotary = rotaryOf(fields.rope_parameters?.rope_theta ?? fields.rotary_emb_base, turned, scaling);
  const norm = layerNorm(fields.layer_norm_eps);
  return {
    config: {
      architecture: "GPTNeoXForCausalLM",
      layers: fields.num_hidden_layers,
      dModel,
      dMlp,
      heads,
      keyValueHeads: heads,
      headSize,
      vocabularySize: fields.vocab_size,
      contextLength: fields.max_position_embeddings,
      tiedEmbeddings: fields.tie_word_embeddings,
      bosId: fields.bos_token_id ?? undefined,
    },
    decoder: {
      prefix: "gpt_neox.",
      embedding: "gpt_neox.embed_in.weight",
      embeddingScale: 1,
      positions: undefined,
      blocks: Array.from({ length: fields.num_hidden_layers }, (_, layer) => {
        const name = `gpt_neox.layers.${layer}`;
        const attention = `${name}.attention`;
        return {
          parallel: fields.use_parallel_residual,
          attentionNorm: norm(`${name}.input_layernorm`),
          attention: {
            input: {
              inputs: dModel,
              parts: [
                {
                  weight: `${attention}.query_key_value.weight`,
                  bias: fields.attention_bias ? `${attention}.query_key_value.bias` : undefined,
                  outputs: 3 * dModel,
                  layout: "by-head",
                },
              ],
            },
            output: linear(dModel, { name: `${attention}.dense`, outputs: dModel, bias: fields.attention_bias }),
            scale: 1 / Math.sqrt(headSize),
            scoreCap: undefined,
            window: undefined,
            rotary,
            queryNorm: undefined,
            keyNorm: undefined,
          },
          attentionOutNorm: undefined,
          mlpNorm: norm(`${name}.post_attention_layernorm`),
          mlp: {
            activation: activations[fields.hidden_act],
            gated: false,
            input: linear(dModel, { name: `${name}.mlp.dense_h_to_4h`, outputs: dMlp, bias: true }),
            output: linear(dMlp, { name: `${name}.mlp.dense_4h_to_h`, outputs: dModel, bias: true }),
          },
          mlpOutNorm: undefined,
        };
      }),
      finalNorm: norm("gpt_neox.final_layer_norm"),
      unembedding: fields.tie_word_embeddings ? "gpt_neox.embed_in.weight" : "embed_out.weight",
      logitCap: undefined,
    },
  };
};
