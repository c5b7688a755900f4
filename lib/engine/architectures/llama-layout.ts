import { type Attention, linear, type Mlp, type Norm, type Rotary } from "#lib/engine/decoder/decoder.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

/** @param gainOffset 1 where gains are stored as their distance from one */
export const rmsNorm =
  (epsilon: number, gainOffset: 0 | 1 = 0) =>
  (name: string): Norm => ({ kind: "rms", gain: `${name}.weight`, gainOffset, bias: undefined, epsilon });

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
