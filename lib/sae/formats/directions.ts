import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { rowNorms, transpose, unitRows } from "#lib/engine/linear.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { ConfigSize, oneLine } from "#lib/sae/formats/config.ts";
import { type ModelLayout, parseHookName } from "#lib/sae/formats/hook-name.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { thresholdActiveMax } from "#lib/sae/source-weights.ts";

const configFile = "cfg.json";
const weightsFile = "directions.safetensors";
const format = "featurepedia-directions";

/**
 * Directions that someone chose, such as probes or differences of means: `cfg.json` and `directions.safetensors` with
 * `directions` [features × dModel] and, where they have one, `bias` and `threshold` [features]. Of a token's x, direction d
 * has the activation relu(x · d / ‖d‖ + bias), which below the threshold is 0.
 * @see docs/sources.md
 */
export const directions = {
  async detect(directory) {
    const config = await readJson(directory, configFile).catch(() => undefined);
    return typeof config === "object" && config !== null && "format" in config && config.format === format;
  },

  async read(model, directory) {
    const { hook, ...metadata } = parseDirectionsConfig(model, await readJson(directory, configFile));
    const file = await openSafetensors(join(directory, weightsFile));
    const [features, dIn] = readShape(file);
    const { names } = metadata;
    if (names && names.length !== features) {
      throw badRequest(
        `${configFile} has ${names.length} names for ${features} directions; give each its name or leave names out.`,
      );
    }
    const optional = async (name: string) => (file.tensors.has(name) ? file.readFloat32(name, [features]) : undefined);
    const [given, bias, threshold] = await Promise.all([
      file.readFloat32("directions", [features, dIn]),
      optional("bias"),
      optional("threshold"),
    ]);
    const empty = rowNorms(given, dIn).findIndex((norm) => norm === 0);
    if (empty >= 0) {
      throw badRequest(`Direction ${empty} of ${weightsFile} is all zeros and points nowhere; leave it out.`);
    }
    const rows = unitRows(given, dIn);
    return {
      kind: "directions" as const,
      architecture: threshold ? ("jumprelu" as const) : ("relu" as const),
      hookIn: hook,
      hookOut: hook,
      dIn,
      dOut: dIn,
      features,
      k: Math.min(thresholdActiveMax, features),
      encoder: transpose(rows, features, dIn),
      encoderBias: bias ?? new Float32Array(features),
      decoder: rows,
      decoderBias: new Float32Array(dIn),
      threshold,
      applyDecoderBiasToInput: false,
      reconstructs: false as const,
      contentHash: await hashFiles(directory, [configFile, weightsFile]),
      metadata,
    };
  },
} satisfies SourceFormat;

const Config = z.looseObject({
  format: z.literal(format),
  hook_name: z.string(),
  names: z
    .array(z.string().max(200))
    .max(1 << 24)
    .optional(),
});

function parseDirectionsConfig(model: ModelLayout, json: unknown) {
  const config = Config.safeParse(json);
  if (!config.success) {
    throw badRequest(`${configFile} is not a ${format} config: ${oneLine(config.error)}`, { cause: config.error });
  }
  const hook = parseHookName(model, config.data.hook_name);
  if (!hook) {
    throw badRequest(
      `The hook_name ${config.data.hook_name.slice(0, 80)} is not one this engine has in this model; name one such as blocks.5.hook_resid_post.`,
    );
  }
  return { ...config.data, hook };
}

function readShape({ tensors }: SafetensorsFile): readonly [features: number, dIn: number] {
  const shape = z.tuple([ConfigSize, ConfigSize]).safeParse(tensors.get("directions")?.shape);
  if (shape.success) return shape.data;
  throw badRequest(`${weightsFile} has no tensor directions of shape [features, dModel]; save one row a direction.`);
}
