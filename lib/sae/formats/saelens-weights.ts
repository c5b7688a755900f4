import { badRequest } from "#lib/errors.ts";
import { rowNorms, scaleRows, transpose } from "#lib/engine/linear.ts";
import type { SafetensorsFile } from "#lib/engine/safetensors.ts";
import type { SaelensLayout, SaelensShape } from "#lib/sae/formats/saelens-config.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

export const weightsFile = "sae_weights.safetensors";

export type Matrices = Pick<SourceWeights, "decoder" | "decoderBias" | "threshold" | "skip"> &
  Record<"encoder" | "encoderBias", Float32Array>;

/** @throws AppError bad_request when a tensor is missing, of another shape, or would have to be applied and is not. */
export async function readSaelensWeights(
  file: SafetensorsFile,
  shape: SaelensShape,
  { isGated, hasSkip }: SaelensLayout,
): Promise<Matrices> {
  await refuseScaling(file);
  const weights = isGated ? await readGatedWeights(file, shape) : await readWeights(file, shape);
  return hasSkip ? { ...weights, skip: await readSkip(file, shape) } : weights;
}

/** Old sources may scale each activation before decoding, which a file says by a tensor of its own; ones say nothing. */
async function refuseScaling(file: SafetensorsFile): Promise<void> {
  for (const name of ["scaling_factor", "finetuning_scaling_factor"]) {
    const info = file.tensors.get(name);
    if (info && (await file.readFloat32(name, info.shape)).some((value) => Math.abs(value - 1) > 1e-5)) {
      throw badRequest(
        `${weightsFile} has a ${name}, which this version does not apply; multiply W_dec's rows by it and remove it.`,
      );
    }
  }
}

async function readWeights(
  file: SafetensorsFile,
  { dIn, dOut, features, architecture }: SaelensShape,
): Promise<Matrices> {
  const [encoder, encoderBias, decoder, decoderBias, threshold] = await Promise.all([
    file.readFloat32("W_enc", [dIn, features]),
    file.readFloat32("b_enc", [features]),
    file.readFloat32("W_dec", [features, dOut]),
    file.readFloat32("b_dec", [dOut]),
    architecture === "jumprelu" ? readThreshold(file, features) : undefined,
  ]);
  return { encoder, encoderBias, decoder, decoderBias, threshold };
}

/** Checkpoints keep it in other forms: its logarithm, or for batch-topk one number for all features. */
async function readThreshold(file: SafetensorsFile, features: number): Promise<Float32Array> {
  if (file.tensors.has("threshold")) return file.readFloat32("threshold", [features]);
  if (file.tensors.has("log_threshold")) return (await file.readFloat32("log_threshold", [features])).map(Math.exp);
  if (!file.tensors.has("topk_threshold")) return file.readFloat32("threshold", [features]);
  const [value = NaN] = await file.readFloat32("topk_threshold", []);
  return new Float32Array(features).fill(value);
}

/** Stored with its outputs first. @returns [dIn × dOut] */
async function readSkip(file: SafetensorsFile, { dIn, dOut }: SaelensShape): Promise<Float32Array> {
  return transpose(await file.readFloat32("W_skip", [dOut, dIn]), dOut, dIn);
}

/**
 * A gated encoder as the jumprelu one it is equal to. Gate and magnitude share their directions up to exp(r_mag) > 0, so
 *
 *   x·W + b_gate > 0  ⇔  x·W·exp(r_mag) + b_mag > b_mag − b_gate·exp(r_mag)
 *
 * @see Rajamanoharan et al. 2024, Improving Dictionary Learning with Gated Sparse Autoencoders, §3.2
 */
async function readGatedWeights(file: SafetensorsFile, { dIn, dOut, features }: SaelensShape): Promise<Matrices> {
  const [encoder, gateBias, encoderBias, logScale, decoder, decoderBias] = await Promise.all([
    file.readFloat32("W_enc", [dIn, features]),
    file.readFloat32("b_gate", [features]),
    file.readFloat32("b_mag", [features]),
    file.readFloat32("r_mag", [features]),
    file.readFloat32("W_dec", [features, dOut]),
    file.readFloat32("b_dec", [dOut]),
  ]);
  const scale = logScale.map(Math.exp);
  for (let i = 0; i < encoder.length; i++) encoder[i] = (encoder[i] ?? NaN) * (scale[i % features] ?? NaN);
  const threshold = encoderBias.map((bias, i) => bias - (gateBias[i] ?? NaN) * (scale[i] ?? NaN));
  return { encoder, encoderBias, decoder, decoderBias, threshold };
}

/**
 * Makes a source that reads x · factor, and gives back x̂ · factor, read and give back the activation as it is.
 * @param thresholdFollowsDecoder its threshold is one of pre-activations times decoder norms, which shrink here
 */
export function foldAverageNorm(weights: Matrices, factor: number, thresholdFollowsDecoder: boolean): void {
  const { encoder, decoder, decoderBias, threshold } = weights;
  scaleAll(encoder, factor);
  scaleAll(decoder, 1 / factor);
  scaleAll(decoderBias, 1 / factor);
  if (threshold && thresholdFollowsDecoder) scaleAll(threshold, 1 / factor);
}

function scaleAll(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? NaN) * factor;
}

/** Makes decoder rows unit length and scales the encoder by their norms: the same top k, the same reconstruction. */
export function foldDecoderNorm({ encoder, encoderBias, decoder }: Matrices, dOut: number): void {
  const norms = rowNorms(decoder, dOut);
  const features = norms.length;
  for (let i = 0; i < encoder.length; i++) encoder[i] = (encoder[i] ?? 0) * (norms[i % features] ?? 0);
  scaleRows(encoderBias, norms);
  scaleRows(
    decoder,
    norms.map((norm) => (norm > 0 ? 1 / norm : 0)),
  );
}
