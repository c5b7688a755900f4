import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";

const RANDOM_LLAMA = join(import.meta.dirname, "..", "fixtures", "engine", "random-llama");
const WIDTH = 16;

export type TinyModels = { directory: string; remove(): Promise<void> };

/** `led`: whether the SAEs were trained behind BOS, which the model has and its tokenizer adds none of. */
export type TinyOptions = { led?: boolean | undefined };

/** A models directory with one random two-layer model under `slug` and two random SAEs: small enough to compute in seconds. */
export async function writeTinyModels(slug: string, { led }: TinyOptions = { led: true }): Promise<TinyModels> {
  const directory = await mkdtemp(join(tmpdir(), "featurepedia-models-"));
  await cp(RANDOM_LLAMA, join(directory, slug), { recursive: true });
  for (const layer of [0, 1]) await writeTinySae(join(directory, `${slug}-saes`, `${layer}-res-512`), layer, { led });
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function writeTinySae(folder: string, layer: number, { led }: TinyOptions): Promise<void> {
  const features = 512;
  const tensor = (shape: readonly number[], seed: number, scale = 1) => ({
    dtype: "F32",
    shape,
    data: randomNormals(
      shape.reduce((a, b) => a * b, 1),
      seed + 10 * layer,
      scale,
    ),
  });
  await mkdir(folder, { recursive: true });
  const config = {
    architecture: "topk",
    d_in: WIDTH,
    d_sae: features,
    k: 8,
    metadata: { hook_name: `blocks.${layer}.hook_resid_post`, prepend_bos: led },
  };
  await writeFile(join(folder, "cfg.json"), JSON.stringify(config));
  await writeSafetensors(join(folder, "sae_weights.safetensors"), {
    W_enc: tensor([WIDTH, features], 1),
    b_enc: tensor([features], 2, 0.1),
    W_dec: tensor([features, WIDTH], 3),
    b_dec: tensor([WIDTH], 4, 0.1),
  });
}
