import { badRequest } from "#lib/errors.ts";
import { readGain } from "#lib/engine/decoder/operators.ts";
import { hasOutputsFirst, readLinear } from "#lib/engine/decoder/read-linear.ts";
import { scaleRows, transpose } from "#lib/engine/linear.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

/**
 * What each neuron of a layer adds to the residual stream when it is 1.
 * @returns [dMlp × dModel]
 * @throws AppError bad_request where the MLP's output is normed, so that it depends on all neurons what one adds
 */
export async function readDownProjection(
  { config, decoder, tensors }: ModelWeights,
  layer: number,
): Promise<Float32Array> {
  const block = decoder.blocks[layer];
  if (!block) throw badRequest(`The model has layers 0 to ${config.layers - 1}, not ${layer}.`);
  if (block.mlpOutNorm)
    throw badRequest(
      `${config.architecture} norms what its neurons write together, so a neuron has no direction of its own; take its SAEs or transcoders instead.`,
    );
  const weights = await readLinear(tensors, block.mlp.output, config.heads);
  return hasOutputsFirst(block.mlp.output) ? transpose(weights, config.dModel, config.dMlp) : weights;
}

/**
 * What the final norm and the unembedding make of a direction, but for the norm's scale: diag(gain) · W_U, and where the norm
 * takes the mean off, without the mean of its input.
 * @returns [dModel × vocabularySize]
 */
export async function readUnembedding(model: ModelWeights): Promise<Float32Array> {
  const { config, decoder, tensors } = model;
  const [rows, gain] = await Promise.all([
    tensors.readFloat32(decoder.unembedding, [config.vocabularySize, config.dModel]),
    readGain(model, decoder.finalNorm, config.dModel),
  ]);
  const unembedding = transpose(rows, config.vocabularySize, config.dModel);
  scaleRows(unembedding, gain);
  if (decoder.finalNorm.kind === "layer") centreColumns(unembedding, config.vocabularySize);
  return unembedding;
}

/** Takes the mean of each column off it, in place. @param matrix [rows × width] */
function centreColumns(matrix: Float32Array, width: number): void {
  const means = new Float64Array(width);
  const rows = matrix.length / width;
  for (let i = 0; i < matrix.length; i++) means[i % width] = (means[i % width] ?? 0) + (matrix[i] ?? 0) / rows;
  for (let i = 0; i < matrix.length; i++) matrix[i] = (matrix[i] ?? 0) - (means[i % width] ?? 0);
}
