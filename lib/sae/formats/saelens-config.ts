import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import type { HookPoint } from "#lib/engine/hook-point.ts";
import { ConfigSize, oneLine } from "#lib/sae/formats/config.ts";
import { type ModelLayout, parseHookName } from "#lib/sae/formats/hook-name.ts";
import { type Normalisation, type SourceWeights, thresholdActiveMax } from "#lib/sae/source-weights.ts";

export const configFile = "cfg.json";

/** All of a source but its numbers. */
export type SaelensShape = Omit<
  SourceWeights,
  "encoder" | "encoderBias" | "decoder" | "decoderBias" | "threshold" | "skip" | "contentHash"
>;

/** Which tensors the file has beside the usual ones. */
export interface SaelensLayout {
  readonly isGated: boolean;
  readonly hasSkip: boolean;
}

/** What SAELens does at run time and we do once, to the weights. */
export interface SaelensFolds {
  /** `rescale_acts_by_decoder_norm` */
  readonly decoderNorm: boolean;
  /** `expected_average_only_in`, with the factor where the config has it. */
  readonly averageNorm: { readonly factor: number | undefined } | undefined;
}

const Config = z.looseObject({
  architecture: z.string().default("standard"),
  d_in: ConfigSize,
  d_sae: ConfigSize,
  d_out: ConfigSize.nullish(),
  // An average over the batch for batch-topk, so not always whole.
  k: z.number().positive().nullish(),
  apply_b_dec_to_input: z.boolean().nullish(),
  normalize_activations: z.union([z.string(), z.boolean()]).nullish(),
  norm_scaling_factor: z.number().positive().nullish(),
  reshape_activations: z.string().nullish(),
  rescale_acts_by_decoder_norm: z.boolean().nullish(),
  activation_fn: z.string().nullish(),
  activation_fn_str: z.string().nullish(),
  activation_fn_kwargs: z.looseObject({ k: z.number().positive().nullish() }).nullish(),
  metadata: z.looseObject({}).nullish(),
});
type Config = z.infer<typeof Config>;

// Before version 6 everything lay at the top, and the hook was called hook_point.
const metadataNames = [
  "model_name",
  "hook_name",
  "hook_name_out",
  "hook_head_index",
  "context_size",
  "prepend_bos",
  "exclude_special_tokens",
  "seqpos_slice",
  "dataset_path",
  "neuronpedia_id",
  "sae_lens_version",
  "sae_lens_training_version",
  "model_from_pretrained_kwargs",
] as const;

const Metadata = z.looseObject({
  hook_name: z.string(),
  hook_name_out: z.string().nullish(),
  norm_scaling_factor: z.number().positive().nullish(),
  model_from_pretrained_kwargs: z.unknown().optional(),
});

/** @throws AppError bad_request naming what is missing or not supported. */
export function parseSaelensConfig(
  model: ModelLayout,
  json: unknown,
): {
  readonly shape: SaelensShape;
  readonly layout: SaelensLayout;
  readonly folds: SaelensFolds;
} {
  const parsed = Config.safeParse(json);
  if (!parsed.success)
    throw badRequest(`${configFile} is not a SAELens config: ${oneLine(parsed.error)}`, {
      cause: parsed.error,
    });
  const config = parsed.data;
  const metadata = parseMetadata(config);
  if (config.reshape_activations != null && config.reshape_activations !== "none") {
    throw badRequest(
      `The source reshapes activations (${config.reshape_activations.slice(0, 40)}), which this version does not support.`,
    );
  }
  const architecture = parseArchitecture(config);
  const kind =
    config.architecture.includes("transcoder") || config.d_out != null || metadata.hook_name_out != null
      ? "transcoder"
      : "sae";
  const hookIn = requireHook(model, metadata.hook_name);
  const hookOut = kind === "sae" ? hookIn : requireHook(model, metadata.hook_name_out ?? "(no hook_name_out)");
  refuseProcessedModel(metadata.model_from_pretrained_kwargs, [hookIn, hookOut]);
  const { normalisation, isAveraged } = parseNormalisation(config, kind);
  return {
    shape: {
      kind,
      architecture,
      hookIn,
      hookOut,
      dIn: config.d_in,
      dOut: config.d_out ?? config.d_in,
      features: config.d_sae,
      k: Math.min(architecture === "topk" ? requireK(config) : thresholdActiveMax, config.d_sae),
      // For an SAE SAELens subtracts the bias unless told not to; for a transcoder it never does.
      applyDecoderBiasToInput: kind === "sae" && config.apply_b_dec_to_input !== false,
      normalisation,
      metadata,
    },
    layout: { isGated: config.architecture === "gated", hasSkip: config.architecture.includes("skip_transcoder") },
    folds: {
      decoderNorm: knowsDecoderNorm.has(config.architecture) && config.rescale_acts_by_decoder_norm === true,
      averageNorm: isAveraged
        ? { factor: config.norm_scaling_factor ?? metadata.norm_scaling_factor ?? undefined }
        : undefined,
    },
  };
}

/** Of other architectures SAELens passes `rescale_acts_by_decoder_norm` over. */
const knowsDecoderNorm: ReadonlySet<string> = new Set(["topk", "batchtopk", "matryoshka_batchtopk"]);

function parseMetadata(config: Config): z.infer<typeof Metadata> {
  const flat = metadataNames.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]] as const]));
  const metadata = Metadata.safeParse({
    ...(config["hook_point"] === undefined ? {} : { hook_name: config["hook_point"] }),
    ...Object.fromEntries(flat),
    ...config.metadata,
  });
  if (!metadata.success)
    throw badRequest(`${configFile} names no hook_name; add the hook point that the source reads.`, {
      cause: metadata.error,
    });
  return metadata.data;
}

function parseNormalisation(
  { normalize_activations: given }: Config,
  kind: SourceWeights["kind"],
): { normalisation: Normalisation | undefined; isAveraged: boolean } {
  const name = given === true ? "expected_average_only_in" : given || "none";
  switch (name) {
    case "none":
      return { normalisation: undefined, isAveraged: false };
    case "constant_norm_rescale":
      return { normalisation: "constant-norm", isAveraged: false };
    case "layer_norm":
      return { normalisation: "layer-norm", isAveraged: false };
    case "expected_average_only_in":
      if (kind === "sae") return { normalisation: undefined, isAveraged: true };
      throw badRequest(
        "The transcoder was trained on scaled activations (expected_average_only_in) and does not say how its output was scaled; fold both factors into its weights and set normalize_activations to none.",
      );
    default:
      throw badRequest(
        `The source normalises activations (${name.slice(0, 40)}), which this version does not compute; fold it into the weights with SAELens and save the source again.`,
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

function parseArchitecture(config: Config): "topk" | "relu" | "jumprelu" {
  const isTopK =
    config.architecture === "topk" || (config.activation_fn ?? config.activation_fn_str) === "topk" || config.k != null;
  switch (config.architecture) {
    case "topk":
    case "standard":
    case "transcoder":
    case "skip_transcoder":
      return isTopK ? "topk" : "relu";
    case "topk_transcoder":
      return "topk";
    case "jumprelu":
    case "jumprelu_transcoder":
    case "jumprelu_skip_transcoder":
    case "gated":
    // How a batch shares its k among tokens cannot be told from one text: SAELens encodes these by a threshold as well.
    case "batchtopk":
    case "matryoshka_batchtopk":
      return "jumprelu";
    default:
      throw badRequest(
        `Sources of architecture ${config.architecture.slice(0, 40)} are not supported; supported are standard, topk, batchtopk, matryoshka_batchtopk, jumprelu, gated and transcoders with relu, topk or jumprelu.`,
      );
  }
}

function requireK(config: Config): number {
  const k = config.k ?? config.activation_fn_kwargs?.k;
  if (k == null) throw badRequest(`${configFile} is of a topk source but has no k.`);
  if (!Number.isInteger(k)) throw badRequest(`The k of ${configFile} is ${k}; a topk source needs a whole number.`);
  return k;
}

function requireHook(model: ModelLayout, name: string): HookPoint {
  const point = parseHookName(model, name);
  if (!point)
    throw badRequest(
      `The hook point ${name.slice(0, 80)} is not one this engine has in this model; see lib/sae/formats/hook-name.ts for those it knows.`,
    );
  return point;
}
