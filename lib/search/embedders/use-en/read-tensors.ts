import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { elementCount } from "#lib/engine/element-count.ts";
import { AppError } from "#lib/errors.ts";

/** Tensors of a model by name, read when they are asked for. */
export type Tensors = {
  /** @param shape its sizes, or other ones of as many numbers @throws AppError unavailable when it is not there or of another size */
  read(name: string, shape: readonly number[]): Promise<Float32Array>;
};

const FLOAT_BYTES = 4;

/** How TensorFlow.js stores weights: one after another over files of a size, those of integers too. */
const Manifest = z.object({
  weightsManifest: z.tuple([
    z.object({
      paths: z.array(z.string()).min(1),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int().min(1)), dtype: z.enum(["float32", "int32"]) }),
      ),
    }),
  ]),
});

/** @throws AppError unavailable when the files are not what the manifest says */
export async function readTensors(folder: string): Promise<Tensors> {
  const directory = join(folder, "dist");
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, "model.json"), "utf8")));
  const [{ paths, weights }] = manifest.weightsManifest;
  const bytes = Buffer.concat(await Promise.all(paths.map((path) => readFile(join(directory, basename(path))))));
  const places = new Map<string, { at: number; count: number }>();
  let at = 0;
  for (const { name, shape } of weights) {
    const count = elementCount(shape);
    places.set(name, { at, count });
    at += count * FLOAT_BYTES;
  }
  if (at !== bytes.length) throw broken(`its weights have ${bytes.length} bytes and not ${at}`);
  return {
    async read(name, shape) {
      const place = places.get(name);
      if (place?.count !== elementCount(shape)) throw broken(`it has no ${name} of [${shape.join(", ")}]`);
      return new Float32Array(Uint8Array.from(bytes.subarray(place.at, place.at + place.count * FLOAT_BYTES)).buffer);
    },
  };
}

const broken = (what: string): AppError =>
  new AppError("unavailable", `The bundled embedder cannot be read: ${what}; run \`npm ci\`.`);
