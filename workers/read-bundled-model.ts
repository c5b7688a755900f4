import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { AppError } from "#lib/errors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { readNeurons } from "#lib/sae/neurons.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

export type BundledSource = {
  slug: string;
  layer: number;
  set: string;
  directory: string | null;
  weights: SourceWeights;
};
export type BundledModel = { slug: string; directory: string; model: ModelDirectory; sources: BundledSource[] };

/** Reads a bundled model and its sources: dictionaries from `<slug>-saes/`, and the neurons of an early and a late layer. */
export async function readBundledModel(modelsDirectory: string, slug: string): Promise<BundledModel> {
  const directory = join(modelsDirectory, ModelSlug.parse(slug));
  const model = await named(`The model ${slug} cannot be read`, () => openModelDirectory(resolveDirectory(directory)));
  const sources: BundledSource[] = [];
  for (const name of await listSourceFolders(`${resolveDirectory(directory)}-saes`)) {
    const folder = await findInnermost(`${directory}-saes/${name}`);
    const weights = await named(`The source ${slug}/${name} cannot be read`, () =>
      readSource(model, resolveDirectory(folder)),
    );
    const [layer = "", ...set] = name.split("-");
    sources.push({ slug: name, layer: Number(layer), set: set.join("-"), directory: folder, weights });
  }
  // Where the MLP's output is normed, a neuron has no direction of its own.
  const hasNeurons = model.decoder.blocks.every(({ mlpOutNorm }) => mlpOutNorm === undefined);
  for (const layer of hasNeurons ? neuronLayers(model.config.layers) : []) {
    sources.push({
      slug: String(layer),
      layer,
      set: "neurons",
      directory: null,
      weights: await readNeurons(model, layer),
    });
  }
  return { slug, directory, model, sources };
}

/** The second layer and the last but one: for six layers, 1 and 4. */
const neuronLayers = (layers: number): number[] =>
  [...new Set([Math.min(1, layers - 1), Math.max(0, layers - 2)])].sort((a, b) => a - b);

async function listSourceFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []; // A model may come without dictionaries; its neurons are sources all the same.
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && SourceSlug.safeParse(entry.name).success)
    .map((entry) => entry.name)
    .sort();
}

/** Some formats say by their folders' names what they read, so those are kept below a source's own. */
async function findInnermost(folder: string): Promise<string> {
  const entries = await readdir(resolveDirectory(folder), { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() ? findInnermost(`${folder}/${only.name}`) : folder;
}

/** Says which of several inputs an error is about. */
async function named<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const reason = cause instanceof AppError ? cause.message : "its files could not be read.";
    throw new AppError("bad_request", `${what}: ${reason}`, { cause });
  }
}

const Card = z.record(z.string(), z.json());

export type ModelCard = { figures: z.infer<typeof Card>; licence: string };

/** What a model's publisher says about it: `metrics.json`, and the licence of the model card; both may be missing. */
export async function readModelCard(directory: string): Promise<ModelCard> {
  const folder = resolveDirectory(directory);
  const [metrics, readme] = await Promise.all([
    readText(join(folder, "metrics.json")),
    readText(join(folder, "README.md")),
  ]);
  const figures = metrics === undefined ? {} : Card.safeParse(parseJson(metrics)).data;
  if (!figures)
    throw new AppError("bad_request", "The model's metrics.json is not a JSON object; export it again or remove it.");
  return { figures, licence: /^license: *(\S+)$/m.exec(readme ?? "")?.[1] ?? "unknown" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller says what is wrong with it.
  }
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
