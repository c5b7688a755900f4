import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";

const RANDOM_LLAMA = join(import.meta.dirname, "..", "fixtures", "engine", "random-llama");
const WIDTH = 16;
const BOS = "<|endoftext|>";

export type TinyModels = { directory: string; remove(): Promise<void> };

export type TinyOptions = {
  /** Whether the SAEs say that they were trained behind BOS, which the model has. */
  led?: boolean | undefined;
  /** Whether the tokenizer puts it before a text. */
  leads?: boolean;
};

/** A models directory with one random two-layer model under `slug` and two random SAEs: small enough to compute in seconds. */
export async function writeTinyModels(
  slug: string,
  { led, leads = false }: TinyOptions = { led: true, leads: true },
): Promise<TinyModels> {
  const directory = await mkdtemp(join(tmpdir(), "featurepedia-models-"));
  await cp(RANDOM_LLAMA, join(directory, slug), { recursive: true });
  if (leads) await leadTexts(join(directory, slug, "tokenizer.json"));
  for (const layer of [0, 1]) await writeTinySae(join(directory, `${slug}-saes`, `${layer}-res-512`), layer, { led });
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function leadTexts(file: string): Promise<void> {
  const [lead, text] = [{ SpecialToken: { id: BOS, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }];
  const other = { Sequence: { id: "B", type_id: 0 } };
  const template = {
    type: "TemplateProcessing",
    single: [lead, text],
    pair: [lead, text, lead, other],
    special_tokens: { [BOS]: { id: BOS, ids: [0], tokens: [BOS] } },
  };
  const tokenizer = { ...JSON.parse(await readFile(file, "utf8")), post_processor: template };
  await writeFile(file, JSON.stringify(tokenizer));
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
