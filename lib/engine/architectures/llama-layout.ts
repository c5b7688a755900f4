import { rmsNorm } from "#lib/engine/architectures/norms.ts";
import {
  type Attention,
  type Block,
  type Decoder,
  linear,
  type Mlp,
  type Rotary,
} from "#lib/engine/decoder/decoder.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

type AttentionChoices = {
  rotary: Rotary;
  inputBias: boolean;
  outputBias: boolean;
} & Partial<Pick<Attention, "scale" | "scoreCap" | "window" | "queryNorm" | "keyNorm">>;

/** Attention with the four linear layers that Llama has, under their names. */
export function selfAttention(
  name: string,
  { dModel, heads, keyValueHeads, headSize }: ModelConfig,
  { rotary, inputBias, outputBias, scale = 1 / Math.sqrt(headSize), ...rest }: AttentionChoices,
): Attention {
  const queryWidth = heads * headSize;
  const keyWidth = keyValueHeads * headSize;
  return {
    input: linear(
      dModel,
      { name: `${name}.q_proj`, outputs: queryWidth, bias: inputBias },
      { name: `${name}.k_proj`, outputs: keyWidth, bias: inputBias },
      { name: `${name}.v_proj`, outputs: keyWidth, bias: inputBias },
    ),
    output: linear(queryWidth, { name: `${name}.o_proj`, outputs: dModel, bias: outputBias }),
    scale,
    rotary,
    scoreCap: rest.scoreCap,
    window: rest.window,
    queryNorm: rest.queryNorm,
    keyNorm: rest.keyNorm,
  };
}

/** @see Shazeer 2020, GLU Variants Improve Transformer §2 */
export const swiGlu = (
  name: string,
  { dModel, dMlp }: ModelConfig,
  activation: Mlp["activation"],
  bias = false,
): Mlp => ({
  activation,
  gated: true,
  input: linear(
    dModel,
    { name: `${name}.gate_proj`, outputs: dMlp, bias },
    { name: `${name}.up_proj`, outputs: dMlp, bias },
  ),
  output: linear(dMlp, { name: `${name}.down_proj`, outputs: dModel, bias }),
});

type LlamaChoices = {
  normEpsilon: number;
  mlpBias: boolean;
  /** What a layer's attention does otherwise than that of other layers or families. */
  attention: (layer: number) => AttentionChoices;
};

/** Llama's blocks under Llama's names. */
export function llamaDecoder(config: ModelConfig, { normEpsilon, mlpBias, attention }: LlamaChoices): Decoder {
  const norm = rmsNorm(normEpsilon);
  const embedding = "model.embed_tokens.weight";
  return {
    prefix: "model.",
    embedding,
    embeddingScale: 1,
    positions: undefined,
    blocks: Array.from({ length: config.layers }, (_, layer): Block => {
      const name = `model.layers.${layer}`;
      return {
        parallel: false,
        attentionNorm: norm(`${name}.input_layernorm`),
        attention: selfAttention(`${name}.self_attn`, config, attention(layer)),
        attentionOutNorm: undefined,
        mlpNorm: norm(`${name}.post_attention_layernorm`),
        mlp: swiGlu(`${name}.mlp`, config, "silu", mlpBias),
        mlpOutNorm: undefined,
      };
    }),
    finalNorm: norm("model.norm"),
    unembedding: config.tiedEmbeddings ? embedding : "lm_head.weight",
    logitCap: undefined,
  };
}
