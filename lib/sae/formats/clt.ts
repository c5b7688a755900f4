import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { transpose } from "#lib/engine/linear.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";
import { ConfigSize } from "#lib/sae/formats/config.ts";
import { type ModelLayout, parseHookName } from "#lib/sae/formats/hook-name.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { thresholdActiveMax } from "#lib/sae/source-weights.ts";

const configFile = "config.yaml";
const kindLine = /^model_kind:\s*["']?cross_layer_transcoder["']?\s*$/m;

/**
 * One layer of a cross-layer transcoder as circuit-tracer lays it out: `config.yaml`, `W_enc_5.safetensors` and
 * `W_dec_5.safetensors`, in a folder with no other layer. Its features write to this layer and all after it; here they have
 * the directions they write to this layer, which alone rebuild nothing. Activations are exact.
 * @see Ameisen et al. 2025, Circuit Tracing, §Building an interpretable replacement model; circuit-tracer, `circuit_tracer/transcoder/`
 */
export const clt = {
  async detect(directory) {
    const text = await readFile(join(directory, configFile), "utf8").catch(() => "");
    return kindLine.test(text);
  },

  async read(model, directory) {
    const layer = await findLayer(directory);
    const hooks = parseHooks(model, await readFile(join(directory, configFile), "utf8"), layer);
    const encoderFile = `W_enc_${layer}.safetensors`;
    const decoderFile = `W_dec_${layer}.safetensors`;
    const [ofEncoder, ofDecoder] = await Promise.all(
      [encoderFile, decoderFile].map(async (name) => openSafetensors(join(directory, name))),
    );
    if (!ofEncoder || !ofDecoder) throw new TypeError("two files were opened");
    const [features, dIn] = readShape(ofEncoder, `W_enc_${layer}`, z.tuple([ConfigSize, ConfigSize]));
    const [, layers] = readShape(ofDecoder, `W_dec_${layer}`, z.tuple([ConfigSize, ConfigSize, ConfigSize]));
    const [encoder, encoderBias, decoder, decoderBias, threshold] = await Promise.all([
      ofEncoder.readFloat32(`W_enc_${layer}`, [features, dIn]),
      ofEncoder.readFloat32(`b_enc_${layer}`, [features]),
      // The first of the layers it writes to is its own.
      ofDecoder.readFloat32Slice(`W_dec_${layer}`, [features, layers, dIn], 0),
      ofEncoder.readFloat32(`b_dec_${layer}`, [dIn]),
      ofEncoder.tensors.has(`threshold_${layer}`) ? ofEncoder.readFloat32(`threshold_${layer}`, [features]) : undefined,
    ]);
    if (threshold?.some((value) => value < 0)) {
      throw badRequest(
        `${encoderFile} has thresholds below 0, which let negative activations through; sources here have positive ones only.`,
      );
    }
    return {
      kind: "transcoder" as const,
      architecture: threshold ? ("jumprelu" as const) : ("relu" as const),
      ...hooks,
      dIn,
      dOut: dIn,
      features,
      k: Math.min(thresholdActiveMax, features),
      encoder: transpose(encoder, features, dIn),
      encoderBias,
      decoder,
      decoderBias,
      threshold,
      applyDecoderBiasToInput: false,
      reconstructs: false as const,
      contentHash: await hashFiles(directory, [configFile, encoderFile, decoderFile]),
      metadata: { cross_layer_transcoder: { layer, writes_to_layers: layers } },
    };
  },
} satisfies SourceFormat;

async function findLayer(directory: string): Promise<number> {
  const layers = (await readdir(directory)).flatMap((name) => {
    const match = /^W_enc_(0|[1-9]\d{0,3})\.safetensors$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  const [layer] = layers;
  if (layer !== undefined && layers.length === 1) return layer;
  throw badRequest(
    `The folder holds ${layers.length} layers of a cross-layer transcoder where a source is one; put one W_enc_N.safetensors and W_dec_N.safetensors into a folder with ${configFile}.`,
  );
}

function parseHooks(model: ModelLayout, config: string, layer: number) {
  const hook = (name: string) => {
    const value = new RegExp(`^${name}:\\s*["']?([\\w.]+)["']?\\s*$`, "m").exec(config)?.[1];
    const point = value === undefined ? undefined : parseHookName(model, `blocks.${layer}.${value}`);
    if (point) return point;
    throw badRequest(
      `The ${name} of ${configFile} is ${value?.slice(0, 80) ?? "missing"}, which is no hook point this engine has in this model; name one such as hook_resid_mid.`,
    );
  };
  return { hookIn: hook("feature_input_hook"), hookOut: hook("feature_output_hook") };
}

function readShape<T>({ tensors }: SafetensorsFile, name: string, schema: z.ZodType<T>): T {
  const shape = schema.safeParse(tensors.get(name)?.shape);
  if (shape.success) return shape.data;
  throw badRequest(
    `${name} of the cross-layer transcoder is missing or not of the shape that circuit-tracer writes; download its file again.`,
  );
}
