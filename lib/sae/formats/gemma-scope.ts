import { access } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { blockHook } from "#lib/engine/hook-point.ts";
import { readNpz } from "#lib/sae/formats/npz.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { findWrittenHook, hookFile } from "#lib/sae/formats/written-hook.ts";
import { thresholdActiveMax } from "#lib/sae/source-weights.ts";

const weightsFile = "params.npz";
const arrays = ["W_enc", "b_enc", "W_dec", "b_dec", "threshold"] as const;

/**
 * A directory of Gemma Scope: `params.npz` and no config. Layer and site are in the path, as its repositories are laid out
 * (`gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71`), or in a `cfg.json` with a `hook_name` beside the file. Supported:
 * the sites `res` and `mlp`.
 * @see Lieberum et al. 2024, Gemma Scope
 */
export const gemmaScope = {
  async detect(directory) {
    return access(join(directory, weightsFile)).then(
      () => true,
      () => false,
    );
  },

  async read(model, directory) {
    const written = await findWrittenHook(model, directory);
    const hook = written ?? parseHook(directory);
    const found = await readNpz(join(directory, weightsFile), arrays);
    const [features = 0] = found.get("threshold")?.shape ?? [];
    const [dIn = 0] = found.get("b_dec")?.shape ?? [];
    const take = (name: (typeof arrays)[number], shape: readonly number[]): Float32Array => {
      const array = found.get(name);
      if (!array || array.shape.join() !== shape.join() || array.data.length === 0) {
        throw badRequest(
          `Array ${name} of ${weightsFile} has shape [${array?.shape.join(", ")}] where threshold and b_dec ask for [${shape.join(", ")}]; download the file again.`,
        );
      }
      return array.data;
    };
    return {
      kind: "sae" as const,
      architecture: "jumprelu" as const,
      hookIn: hook,
      hookOut: hook,
      dIn,
      dOut: dIn,
      features,
      k: Math.min(thresholdActiveMax, features),
      encoder: take("W_enc", [dIn, features]),
      encoderBias: take("b_enc", [features]),
      decoder: take("W_dec", [features, dIn]),
      decoderBias: take("b_dec", [dIn]),
      threshold: take("threshold", [features]),
      applyDecoderBiasToInput: false,
      contentHash: await hashFiles(directory, written ? [weightsFile, hookFile] : [weightsFile]),
      metadata: parseAverageL0(directory),
    };
  },
} satisfies SourceFormat;

/** The last folder is named by the average L0 that its authors measured. @returns nothing for a folder of another name */
function parseAverageL0(directory: string): { readonly average_l0?: number } {
  const match = /^average_l0_(\d{1,6})$/.exec(basename(resolve(directory)));
  return match ? { average_l0: Number(match[1]) } : {};
}

function parseHook(directory: string) {
  const match = /gemma-scope-[^/\\]*\b(res|mlp)[/\\](?:.*[/\\])?layer_(0|[1-9]\d{0,3})(?:[/\\]|$)/.exec(
    resolve(directory),
  );
  if (!match) {
    throw badRequest(
      `The path of ${weightsFile} does not say what it reads; keep its publisher's folders, such as gemma-scope-2b-pt-res/layer_20 (supported are res and mlp), or lay a ${hookFile} beside it with a hook_name such as blocks.20.hook_resid_post.`,
    );
  }
  return blockHook(Number(match[2]), match[1] === "res" ? "hook_resid_post" : "hook_mlp_out");
}
