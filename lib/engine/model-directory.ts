import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { readArchitecture } from "#lib/engine/architectures/registry.ts";
import type { ModelWeights, TensorReader } from "#lib/engine/model-weights.ts";
import { openSafetensors, type SafetensorsFile } from "#lib/engine/safetensors.ts";

const singleWeightsFile = "model.safetensors";
const shardIndexFile = "model.safetensors.index.json";

/** A language model as Hugging Face lays it out, checked but with no tensor in memory yet. */
export interface ModelDirectory extends ModelWeights {
  readonly path: string;
  /** sha256 over config, weights and tokenizer: the identity that provenance records. */
  readonly contentHash: string;
}

/**
 * Opens a directory with `config.json`, `tokenizer.json` and `model.safetensors` (or shards with their index).
 * @throws AppError bad_request when a file is missing, malformed or of a model this engine cannot run.
 */
export async function openModelDirectory(path: string): Promise<ModelDirectory> {
  const { config, decoder } = readArchitecture(await readJson(path, "config.json"));
  const weightFiles = await listWeightFiles(path);
  const files = await Promise.all(weightFiles.map((name) => openSafetensors(join(path, name))));
  return {
    path,
    config,
    decoder,
    tensors: joinShards(files, decoder.prefix),
    contentHash: await hashFiles(path, ["config.json", "tokenizer.json", ...weightFiles]).catch((cause: unknown) => {
      throw badRequest(
        "A file of the model directory could not be read; it needs config.json, tokenizer.json and the weights.",
        { cause },
      );
    }),
  };
}

/** Reads a JSON file of a model or source directory. @throws AppError bad_request when it is missing or not JSON. */
export async function readJson(directory: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(directory, name), "utf8"));
  } catch (cause) {
    throw badRequest(`${name} is missing or not JSON; download the directory again.`, { cause });
  }
}

const ShardIndex = z.object({
  // A shard is a plain file name: a path could point anywhere on the machine.
  weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)),
});

async function listWeightFiles(path: string): Promise<readonly string[]> {
  const hasIndex = await access(join(path, shardIndexFile)).then(
    () => true,
    () => false,
  );
  if (!hasIndex) return [singleWeightsFile];
  const index = ShardIndex.safeParse(await readJson(path, shardIndexFile));
  if (!index.success)
    throw badRequest(`${shardIndexFile} has no valid weight_map; download it again.`, {
      cause: index.error,
    });
  return [...new Set(Object.values(index.data.weight_map))].sort();
}

/** @param prefix what files of the bare model leave out of their tensors' names */
function joinShards(files: readonly SafetensorsFile[], prefix: string): TensorReader {
  const find = (name: string) => files.find(({ tensors }) => tensors.has(name));
  return {
    async readFloat32(name, shape) {
      const stored = find(name) || !name.startsWith(prefix) ? name : name.slice(prefix.length);
      const file = find(stored);
      if (!file)
        throw badRequest(`The model's weights have no tensor ${name}; check that they belong to its config.json.`);
      return file.readFloat32(stored, shape);
    },
  };
}
