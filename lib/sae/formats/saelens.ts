import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { rowNorms, scaleRows } from "#lib/engine/linear.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { ConfigSize, oneLine } from "#lib/sae/formats/config.ts";
import { parseHookName } from "#lib/sae/formats/hook-name.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { type SourceWeights, thresholdActiveMax } from "#lib/sae/source-weights.ts";

const configFile = "cfg.json";
const weightsFile = "sae_weights.safetensors";

/**
 * A SAELens directory: `cfg.json` (version 6, or flat as before it) and `sae_weights.safetensors`.
 * Supported: standard, topk, jumprelu (also the saved form of batch-topk), gated and transcoders of the first three, without
 * activation normalisation. `rescale_acts_by_decoder_norm` is folded into the weights, which leaves every activation as it was.
 * @see SAELens, `sae_lens/saes/`
 */
export const saelens = {
  async detect(directory) {
    const config = await readJson(directory, configFile).catch(() => undefined);
    return typeof config === "object" && config !== null && "d_sae" in config && "d_in" in config;
  },

  async read(directory) {
    const config = parseSaelensConfig(await readJson(directory, configFile));
    const file = await openSafetensors(join(directory, weightsFile));
    refuseScaling(file);
    const weights = config.isGated ? await readGatedWeights(file, config) : await readWeights(file, config);
    const { rescaleByDecoderNorm, isGated: _, ...shape } = config;
    if (rescaleByDecoderNorm) foldDecoderNorm(weights, config.dOut);
    return {
      ...shape,
      ...weights,
      contentHash: await hashFiles(directory, [configFile, weightsFile]),
    };
  },
} satisfies SourceFormat;

type SourceShape = Pick<
  SourceWeights,
  | "kind"
  | "architecture"
  | "hookIn"
  | "hookOut"
  | "dIn"
  | "dOut"
  | "features"
  | "k"
  | "applyDecoderBiasToInput"
  | "metadata"
>;

const Metadata = z.looseObject({
  hook_name: z.string(),
  hook_name_out: z.string().nullish(),
  model_from_pretrained_kwargs: z.unknown().optional(),
});

const Config = z.looseObject({
  architecture: z.string().default("standard"),
  d_in: ConfigSize,
  d_sae: ConfigSize,
  d_out: ConfigSize.nullish(),
  k: ConfigSize.nullish(),
  apply_b_dec_to_input: z.boolean().nullish(),
  normalize_activations: z.union([z.string(), z.boolean()]).nullish(),
  reshape_activations: z.string().nullish(),
  rescale_acts_by_decoder_norm: z.boolean().nullish(),
  activation_fn: z.string().nullish(),
  activation_fn_str: z.string().nullish(),
  activation_fn_kwargs: z.looseObject({ k: ConfigSize.nullish() }).nullish(),
  metadata: z.looseObject({}).nullish(),
});

/** @throws AppError bad_request naming what is missing or not supported. */
export function parseSaelensConfig(
  json: unknown,
): SourceShape & { readonly rescaleByDecoderNorm: boolean; readonly isGated: boolean } {
  const parsed = Config.safeParse(json);
  if (!parsed.success)
    throw badRequest(`${configFile} is not a SAELens config: ${oneLine(parsed.error)}`, {
      cause: parsed.error,
    });
  const config = parsed.data;
  // Before version 6 everything lay at the top, and the hook was called hook_point.
  const metadata = Metadata.safeParse({
    hook_name: config["hook_name"] ?? config["hook_point"],
    hook_name_out: config["hook_name_out"],
    ...config.metadata,
  });
  if (!metadata.success)
    throw badRequest(`${configFile} names no hook_name; add the hook point that the source reads.`, {
      cause: metadata.error,
    });
  refuseUnsupported(config);
  const architecture = parseArchitecture(config);
  const kind =
    config.architecture.includes("transcoder") || config.d_out != null || metadata.data.hook_name_out != null
      ? "transcoder"
      : "sae";
  const hookIn = requireHook(metadata.data.hook_name);
  const k = architecture === "topk" ? (config.k ?? config.activation_fn_kwargs?.k) : thresholdActiveMax;
  const hookOut = kind === "sae" ? hookIn : requireHook(metadata.data.hook_name_out ?? "(no hook_name_out)");
  refuseProcessedModel(metadata.data.model_from_pretrained_kwargs ?? config["model_from_pretrained_kwargs"], [
    hookIn,
    hookOut,
  ]);
  if (k == null) throw badRequest(`${configFile} is of a topk source but has no k.`);
  return {
    kind,
    architecture,
    hookIn,
    hookOut,
    dIn: config.d_in,
    dOut: config.d_out ?? config.d_in,
    features: config.d_sae,
    k: Math.min(k, config.d_sae),
    // For an SAE SAELens subtracts the bias unless told not to; for a transcoder it never does.
    applyDecoderBiasToInput: kind === "sae" && config.apply_b_dec_to_input !== false,
    metadata: config.metadata ?? {},
    rescaleByDecoderNorm: config.rescale_acts_by_decoder_norm ?? false,
    isGated: config.architecture === "gated",
  };
}

function refuseUnsupported(config: z.infer<typeof Config>): void {
  const normalisation = config.normalize_activations;
  if (normalisation != null && normalisation !== "none" && normalisation !== false) {
    throw badRequest(
      `The source normalises activations (${normalisation}), which this version does not compute; fold the factor into the weights first.`,
    );
  }
  if (config.reshape_activations != null && config.reshape_activations !== "none") {
    throw badRequest(
      `The source reshapes activations (${config.reshape_activations}), which this version does not support.`,
    );
  }
}

const ModelOptions = z.looseObject({
  center_writing_weights: z.boolean().nullish(),
  fold_ln: z.boolean().nullish(),
});

/**
 * Refuses a source whose activations would quietly be others here, and with them its L0: centring moves what is written
 * to the residual stream, folding a norm leaves its gain out of what the MLP or the unembedding reads.
 */
function refuseProcessedModel(json: unknown, points: readonly HookPoint[]): void {
  const options = ModelOptions.safeParse(json ?? {});
  if (!options.success) {
    throw badRequest(`The model_from_pretrained_kwargs of ${configFile} are malformed; they must be an object.`, {
      cause: options.error,
    });
  }
  for (const [name, changed] of [
    ["center_writing_weights", /\.hook_(?:resid_|attn_out|mlp_out)/],
    ["fold_ln", /\.mlp\.hook_in$|^final_norm$/],
  ] as const) {
    const point = points.find((candidate) => changed.test(candidate));
    if (options.data[name] && point) {
      throw badRequest(
        `The source was trained on a model loaded with ${name}, which changes ${point} and which this engine does not do; use a source trained on the model as published.`,
      );
    }
  }
}

/** Old sources may scale each activation before decoding, which a file says by a tensor of its own. */
function refuseScaling({ tensors }: SafetensorsFile): void {
  for (const name of ["scaling_factor", "finetuning_scaling_factor"]) {
    if (tensors.has(name)) {
      throw badRequest(
        `${weightsFile} has a ${name}, which this version does not apply; multiply W_dec's rows by it and remove it.`,
      );
    }
  }
}

function parseArchitecture(config: z.infer<typeof Config>): "topk" | "relu" | "jumprelu" {
  const isTopK =
    config.architecture === "topk" || (config.activation_fn ?? config.activation_fn_str) === "topk" || config.k != null;
  switch (config.architecture) {
    case "topk":
    case "standard":
    case "transcoder":
      return isTopK ? "topk" : "relu";
    case "topk_transcoder":
      return "topk";
    case "jumprelu":
    case "jumprelu_transcoder":
    case "gated":
      return "jumprelu";
    default:
      throw badRequest(
        `Sources of architecture ${config.architecture.slice(0, 40)} are not supported; supported are standard, topk, jumprelu and their transcoders, and gated.`,
      );
  }
}

function requireHook(name: string) {
  const point = parseHookName(name);
  if (!point)
    throw badRequest(
      `The hook point ${name.slice(0, 80)} is not one this engine has; see lib/sae/formats/hook-name.ts for those it knows.`,
    );
  return point;
}

type Matrices = Pick<SourceWeights, "decoder" | "decoderBias" | "threshold"> &
  Record<"encoder" | "encoderBias", Float32Array>;

async function readWeights(
  file: SafetensorsFile,
  { dIn, dOut, features, architecture }: SourceShape,
): Promise<Matrices> {
  const [encoder, encoderBias, decoder, decoderBias, threshold] = await Promise.all([
    file.readFloat32("W_enc", [dIn, features]),
    file.readFloat32("b_enc", [features]),
    file.readFloat32("W_dec", [features, dOut]),
    file.readFloat32("b_dec", [dOut]),
    architecture === "jumprelu" ? file.readFloat32("threshold", [features]) : undefined,
  ]);
  return { encoder, encoderBias, decoder, decoderBias, threshold };
}

/**
 * A gated encoder as the jumprelu one it is equal to. Gate and magnitude share their directions up to exp(r_mag) > 0, so
 *
 *   x·W + b_gate > 0  ⇔  x·W·exp(r_mag) + b_mag > b_mag − b_gate·exp(r_mag)
 *
 * @see Rajamanoharan et al. 2024, Improving Dictionary Learning with Gated Sparse Autoencoders, §3.2
 */
async function readGatedWeights(file: SafetensorsFile, { dIn, dOut, features }: SourceShape): Promise<Matrices> {
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

/** Makes decoder rows unit length and scales the encoder by their norms: the same top k, the same reconstruction. */
function foldDecoderNorm({ encoder, encoderBias, decoder }: Matrices, dOut: number): void {
  const norms = rowNorms(decoder, dOut);
  const features = norms.length;
  for (let i = 0; i < encoder.length; i++) encoder[i] = (encoder[i] ?? 0) * (norms[i % features] ?? 0);
  scaleRows(encoderBias, norms);
  scaleRows(
    decoder,
    norms.map((norm) => (norm > 0 ? 1 / norm : 0)),
  );
}
