import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { rowNorms, scaleRows } from "#lib/engine/linear.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { parseHookName } from "#lib/sae/formats/hook-name.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { type SourceWeights, thresholdActiveMax } from "#lib/sae/source-weights.ts";

const configFile = "cfg.json";
const weightsFile = "sae_weights.safetensors";

/**
 * A SAELens directory: `cfg.json` (version 6, or flat as before it) and `sae_weights.safetensors`.
 * Supported: standard, topk, jumprelu (also the saved form of batch-topk) and transcoders of these, without activation
 * normalisation. `rescale_acts_by_decoder_norm` is folded into the weights, which leaves every activation as it was.
 * @see SAELens, `sae_lens/saes/`
 */
export const saelens = {
  async detect(directory) {
    const config = await readJson(directory, configFile).catch(() => undefined);
    return typeof config === "object" && config !== null && "d_sae" in config && "d_in" in config;
  },

  async read(directory) {
    const config = parseSaelensConfig(await readJson(directory, configFile));
    const weights = await readWeights(await openSafetensors(join(directory, weightsFile)), config);
    const { rescaleByDecoderNorm, ...shape } = config;
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

const size = z
  .int()
  .positive()
  .max(1 << 24);

const Metadata = z.looseObject({ hook_name: z.string(), hook_name_out: z.string().nullish() });

const Config = z.looseObject({
  architecture: z.string().default("standard"),
  d_in: size,
  d_sae: size,
  d_out: size.nullish(),
  k: size.nullish(),
  apply_b_dec_to_input: z.boolean().nullish(),
  normalize_activations: z.union([z.string(), z.boolean()]).nullish(),
  reshape_activations: z.string().nullish(),
  rescale_acts_by_decoder_norm: z.boolean().nullish(),
  activation_fn: z.string().nullish(),
  activation_fn_str: z.string().nullish(),
  activation_fn_kwargs: z.looseObject({ k: size.nullish() }).nullish(),
  metadata: z.looseObject({}).nullish(),
});

/** @throws AppError bad_request naming what is missing or not supported. */
export function parseSaelensConfig(json: unknown): SourceShape & { readonly rescaleByDecoderNorm: boolean } {
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
  if (k == null) throw badRequest(`${configFile} is of a topk source but has no k.`);
  return {
    kind,
    architecture,
    hookIn,
    hookOut: kind === "sae" ? hookIn : requireHook(metadata.data.hook_name_out ?? "(no hook_name_out)"),
    dIn: config.d_in,
    dOut: config.d_out ?? config.d_in,
    features: config.d_sae,
    k: Math.min(k, config.d_sae),
    // For an SAE SAELens subtracts the bias unless told not to; for a transcoder it never does.
    applyDecoderBiasToInput: kind === "sae" && config.apply_b_dec_to_input !== false,
    metadata: config.metadata ?? {},
    rescaleByDecoderNorm: config.rescale_acts_by_decoder_norm ?? false,
  };
}

const oneLine = (error: z.ZodError): string => z.prettifyError(error).replaceAll(/\s+/g, " ");

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
      return "jumprelu";
    default:
      throw badRequest(
        `Sources of architecture ${config.architecture.slice(0, 40)} are not supported; supported are standard, topk, jumprelu and their transcoders.`,
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
