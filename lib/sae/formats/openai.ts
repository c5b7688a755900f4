import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { blockHook, type HookPoint } from "#lib/engine/hook-point.ts";
import { transpose } from "#lib/engine/linear.ts";
import { ConfigSize } from "#lib/sae/formats/config.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { isTensor, type StateDict } from "#lib/sae/formats/state-dict.ts";
import { openTorchFile } from "#lib/sae/formats/torch-file.ts";
import { findWrittenHook, hookFile } from "#lib/sae/formats/written-hook.ts";
import { thresholdActiveMax } from "#lib/sae/source-weights.ts";

/** Where a folder of OpenAI's says that its sources read. */
const locations = {
  mlp_post_act: "mlp.hook_post",
  resid_delta_attn: "hook_attn_out",
  resid_post_attn: "hook_resid_mid",
  resid_delta_mlp: "hook_mlp_out",
  resid_post_mlp: "hook_resid_post",
} as const;

/**
 * A state dict of OpenAI's sparse_autoencoder, such as `resid_post_mlp_v5_32k/autoencoders/6.pt`, alone in its folder. Layer
 * and location are in the path, or in a `cfg.json` with a `hook_name` beside the file. TopK sources read normalised activations.
 * @see openai/sparse_autoencoder, `model.py` and `paths.py`; Gao et al. 2024, Scaling and evaluating sparse autoencoders
 */
export const openai = {
  async detect(directory) {
    return (await listTorchFiles(directory)).length > 0;
  },

  async read(model, directory) {
    const [name = "", ...others] = await listTorchFiles(directory);
    if (others.length > 0) {
      throw badRequest(
        `The folder holds ${1 + others.length} .pt files where a source is one; put each into a folder of its own.`,
      );
    }
    const written = await findWrittenHook(model, directory);
    const hook = written ?? parsePlace(directory, name);
    const file = await openTorchFile(join(directory, name));
    const [features, dIn] = readSizes(name, file.dict);
    const activation = parseActivation(name, file.dict, features);
    const decoder = file.readFloat32("decoder.weight", [dIn, features]);
    return {
      kind: "sae" as const,
      ...activation,
      hookIn: hook,
      hookOut: hook,
      dIn,
      dOut: dIn,
      features,
      encoder: transpose(file.readFloat32("encoder.weight", [features, dIn]), features, dIn),
      encoderBias: file.readFloat32("latent_bias", [features]),
      decoder: transpose(decoder, dIn, features),
      decoderBias: file.readFloat32("pre_bias", [dIn]),
      threshold: undefined,
      applyDecoderBiasToInput: true,
      contentHash: await hashFiles(directory, written ? [name, hookFile] : [name]),
      metadata: {},
    };
  },
} satisfies SourceFormat;

async function listTorchFiles(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  return names.filter((name) => name.endsWith(".pt")).sort();
}

function parsePlace(directory: string, name: string): HookPoint {
  const layer = /^(0|[1-9]\d{0,3})\.pt$/.exec(name)?.[1];
  const folders = resolve(directory).split(/[/\\]/).reverse();
  const location = folders.map((folder) => folder.replace(/_v\d.*$/, "")).find(isLocation);
  if (layer !== undefined && location) return blockHook(Number(layer), locations[location]);
  throw badRequest(
    `The path of ${name.slice(0, 80)} does not say what it reads; keep its publisher's names, such as resid_post_mlp_v5_32k/autoencoders/6.pt, or lay a ${hookFile} beside it with a hook_name such as blocks.6.hook_resid_post.`,
  );
}

const isLocation = (name: string): name is keyof typeof locations => Object.hasOwn(locations, name);

function readSizes(name: string, dict: StateDict): readonly [features: number, dIn: number] {
  const encoder = dict.get("encoder.weight");
  const shape = z.tuple([ConfigSize, ConfigSize]).safeParse(isTensor(encoder) ? encoder.shape : undefined);
  if (shape.success && isTensor(dict.get("pre_bias"))) return shape.data;
  throw badRequest(
    `${name.slice(0, 80)} is no state dict of OpenAI's sparse_autoencoder (encoder.weight and pre_bias are not both there); of other .pt files save the tensors as safetensors in a format this engine reads, see docs/sources.md.`,
  );
}

/** Only TopK sources are trained on normalised activations, which their files do not say otherwise. */
function parseActivation(name: string, dict: StateDict, features: number) {
  const kind = dict.get("activation") ?? "ReLU";
  if (kind === "ReLU") return { architecture: "relu" as const, k: Math.min(thresholdActiveMax, features) };
  const options = dict.get("activation_state_dict");
  const k = options instanceof Map ? options.get("k") : undefined;
  const after = options instanceof Map ? options.get("postact_fn") : undefined;
  if (kind !== "TopK" || after !== "ReLU" || !ConfigSize.max(features).safeParse(k).success) {
    throw badRequest(
      `${name.slice(0, 80)} has an activation other than ReLU or TopK with a k and ReLU after it; no other is supported.`,
    );
  }
  return { architecture: "topk" as const, k: Number(k), normalisation: "layer-norm" as const };
}
