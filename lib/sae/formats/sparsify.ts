import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { blockHook, type HookPoint } from "#lib/engine/hook-point.ts";
import { transpose } from "#lib/engine/linear.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { openSafetensors } from "#lib/engine/safetensors.ts";
import { ConfigSize, oneLine } from "#lib/sae/formats/config.ts";
import { type ModelLayout, nameModules, parseHookName } from "#lib/sae/formats/hook-name.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";

const configFile = "cfg.json";
const weightsFile = "sae.safetensors";

/**
 * A directory of EleutherAI's sparsify: `cfg.json` and `sae.safetensors`, in a folder named after the module whose output
 * it reads, such as `layers.5.mlp`.
 * Supported: top-k SAEs and transcoders of an MLP, with and without skip connections, also those trained with multi-top-k
 * (which encode with k alone). A `hook_name` in the config, and for a transcoder a `hook_name_out`, stand for the folder's name.
 * @see EleutherAI/sparsify, `sparsify/sparse_coder.py`
 */
export const sparsify = {
  async detect(directory) {
    const config = await readJson(directory, configFile).catch(() => undefined);
    return typeof config === "object" && config !== null && "expansion_factor" in config && "d_in" in config;
  },

  async read(model, directory) {
    const config = parseSparsifyConfig(await readJson(directory, configFile));
    const hooks = parseHooks(model, directory, config);
    const { d_in: dIn, features, k } = config;
    const file = await openSafetensors(join(directory, weightsFile));
    const [encoder, encoderBias, decoder, decoderBias, skip] = await Promise.all([
      file.readFloat32("encoder.weight", [features, dIn]),
      file.readFloat32("encoder.bias", [features]),
      file.readFloat32("W_dec", [features, dIn]),
      file.readFloat32("b_dec", [dIn]),
      config.skip_connection ? file.readFloat32("W_skip", [dIn, dIn]) : undefined,
    ]);
    return {
      kind: config.transcode ? ("transcoder" as const) : ("sae" as const),
      architecture: "topk" as const,
      ...hooks,
      dIn,
      dOut: dIn,
      features,
      k,
      encoder: transpose(encoder, features, dIn),
      encoderBias,
      decoder,
      decoderBias,
      threshold: undefined,
      applyDecoderBiasToInput: !config.transcode,
      skip: skip && transpose(skip, dIn, dIn),
      contentHash: await hashFiles(directory, [configFile, weightsFile]),
      metadata: {},
    };
  },
} satisfies SourceFormat;

// Every field but d_in has the package's own default where an older version did not write it.
const Config = z.looseObject({
  activation: z.string().default("topk"),
  d_in: ConfigSize,
  expansion_factor: ConfigSize.default(32),
  num_latents: z
    .int()
    .nonnegative()
    .max(1 << 24)
    .default(0),
  k: ConfigSize.default(32),
  skip_connection: z.boolean().default(false),
  transcode: z.boolean().default(false),
  // Not of the package: where a folder is not named after its module.
  hook_name: z.string().optional(),
  hook_name_out: z.string().optional(),
});

/** @throws AppError bad_request naming what is missing or not supported. */
export function parseSparsifyConfig(json: unknown): z.infer<typeof Config> & { readonly features: number } {
  const parsed = Config.safeParse(json);
  if (!parsed.success) {
    throw badRequest(`${configFile} is not a sparsify config: ${oneLine(parsed.error)}`, { cause: parsed.error });
  }
  const config = parsed.data;
  if (config.activation !== "topk") {
    throw badRequest(
      `Sparsify sources with activation ${config.activation.slice(0, 40)} are not supported; supported is topk.`,
    );
  }
  const features = config.num_latents || config.d_in * config.expansion_factor;
  if (features > 1 << 24 || config.k > features) {
    throw badRequest(`${configFile} asks for ${config.k} of ${features} latents; check num_latents and k.`);
  }
  return { ...config, features };
}

/** An SAE reads what its module writes; a transcoder is only known to map an MLP's input to its output. */
function parseHooks(model: ModelLayout, directory: string, config: z.infer<typeof Config>) {
  if (config.hook_name !== undefined) return parseWrittenHooks(model, config.hook_name, config);
  const folder = basename(resolve(directory));
  const hookOut = parseHookName(model, folder);
  if (!hookOut) {
    throw badRequest(
      `The folder ${folder.slice(0, 80)} names no module this engine reads; name it after the source's hook point, such as ${nameModules(model)}, or write its hook_name into ${configFile}.`,
    );
  }
  if (!config.transcode) return { hookIn: hookOut, hookOut };
  const layer = folder.endsWith(".mlp") ? parseMlpLayer(hookOut) : undefined;
  if (layer === undefined) {
    throw badRequest(
      `A transcoder in the folder ${folder.slice(0, 80)} is not supported; supported are those of an MLP, such as layers.5.mlp.`,
    );
  }
  return { hookIn: blockHook(layer, "mlp.hook_in"), hookOut };
}

function parseWrittenHooks(
  model: ModelLayout,
  name: string,
  { transcode, hook_name_out: nameOut }: z.infer<typeof Config>,
) {
  const hookIn = parseHookName(model, name);
  const hookOut = transcode ? parseHookName(model, nameOut ?? "") : hookIn;
  if (hookIn && hookOut) return { hookIn, hookOut };
  throw badRequest(
    `The ${hookIn ? "hook_name_out" : "hook_name"} of ${configFile} is missing or not one this engine has in this model; write one such as blocks.5.hook_mlp_out.`,
  );
}

function parseMlpLayer(point: HookPoint): number | undefined {
  const match = /^blocks\.(\d+)\.hook_mlp_out$/.exec(point);
  return match ? Number(match[1]) : undefined;
}
