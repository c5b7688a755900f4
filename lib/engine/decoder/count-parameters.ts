import type { Linear, Norm } from "#lib/engine/decoder/decoder.ts";
import { outputsOf } from "#lib/engine/decoder/read-linear.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

/** How many numbers the model learnt; embeddings once when they are tied. */
export function countParameters({ config, decoder }: Pick<ModelWeights, "config" | "decoder">): number {
  const { dModel, headSize, vocabularySize, contextLength, tiedEmbeddings } = config;
  const embeddings = (tiedEmbeddings ? 1 : 2) * vocabularySize * dModel;
  const positions = decoder.positions === undefined ? 0 : contextLength * dModel;
  const blocks = decoder.blocks.map(
    ({ attention, mlp, ...norms }) =>
      [attention.input, attention.output, mlp.input, mlp.output].reduce((sum, linear) => sum + countLinear(linear), 0) +
      countNorm(attention.queryNorm, headSize) +
      countNorm(attention.keyNorm, headSize) +
      countNorm(norms.attentionNorm, dModel) +
      countNorm(norms.attentionOutNorm, dModel) +
      countNorm(norms.mlpNorm, dModel) +
      countNorm(norms.mlpOutNorm, dModel),
  );
  return embeddings + positions + blocks.reduce((sum, block) => sum + block, 0) + countNorm(decoder.finalNorm, dModel);
}

const countLinear = (linear: Linear): number =>
  linear.inputs * outputsOf(linear) +
  linear.parts.reduce((sum, { bias, outputs }) => sum + (bias === undefined ? 0 : outputs), 0);

const countNorm = (norm: Norm | undefined, width: number): number =>
  norm ? width * (norm.bias === undefined ? 1 : 2) : 0;
