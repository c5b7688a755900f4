import { createHash } from "node:crypto";
import { badRequest } from "#lib/errors.ts";
import { readDownProjection } from "#lib/engine/decoder/read-directions.ts";
import { blockHook } from "#lib/engine/hook-point.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** How many neurons of a layer count as active on a token. */
export const strongestNeurons = 64;

/**
 * The raw MLP neurons of a layer as a source: feature i is neuron i, its decoder row what the neuron writes.
 * Neurons are dense and signed where SAE latents are sparse and positive, so "active" is defined here: positive, and
 * among the 64 strongest of the layer on that token. Weaker and negative values are not stored.
 * @throws AppError bad_request when the model has no such layer.
 */
export async function readNeurons(model: ModelDirectory, layer: number): Promise<SourceWeights> {
  const { config } = model;
  if (!Number.isInteger(layer) || layer < 0 || layer >= config.layers) {
    throw badRequest(`The model has layers 0 to ${config.layers - 1}, not ${layer}.`);
  }
  const hookIn = blockHook(layer, "mlp.hook_post");
  return {
    kind: "neurons",
    architecture: "neurons",
    hookIn,
    hookOut: blockHook(layer, "hook_mlp_out"),
    dIn: config.dMlp,
    dOut: config.dModel,
    features: config.dMlp,
    k: Math.min(strongestNeurons, config.dMlp),
    encoder: undefined,
    encoderBias: undefined,
    decoder: await readDownProjection(model, layer),
    decoderBias: new Float32Array(config.dModel),
    threshold: undefined,
    applyDecoderBiasToInput: false,
    contentHash: createHash("sha256").update(`${model.contentHash} ${hookIn} ${strongestNeurons}`).digest("hex"),
    metadata: {},
  };
}
