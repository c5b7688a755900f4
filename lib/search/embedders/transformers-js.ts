import * as z from "zod";
import { AppError } from "#lib/errors.ts";
import type { EmbedderKind } from "#lib/search/embedders/embedder.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";

type Settings = Extract<EmbedderSettings, { embedder: "transformers-js" }>;

/** Half a gigabyte with its own onnxruntime, so whoever wants it installs it. */
const PACKAGE = "@huggingface/transformers";
const BATCH_TEXTS = 32;

/** What of the package is used. */
type Transformers = {
  env: { cacheDir: string | null };
  pipeline(task: "feature-extraction", model: string, options: { dtype: "fp32" }): Promise<Extractor>;
};
type Extractor = {
  (texts: string[], options: { pooling: "mean" | "cls"; normalize: boolean }): Promise<unknown>;
  dispose(): Promise<unknown>;
};

/** [texts, dimensions], row after row. */
const Vectors = z.object({
  dims: z.tuple([z.int().positive(), z.int().positive()]),
  data: z.instanceof(Float32Array),
});

/** Sentence encoders of the Hugging Face hub (MiniLM, BGE), fetched when first asked for and run in this process. */
export const transformersJs: EmbedderKind<Settings> = {
  version: 1,
  model: ({ model }) => model,
  async open({ model, cacheDirectory }) {
    const { env, pipeline } = await load();
    env.cacheDir = cacheDirectory;
    const extractor = await pipeline("feature-extraction", model, { dtype: "fp32" }).catch((cause: unknown) => {
      throw new AppError("unavailable", `The embedder ${model} could not be loaded from the hub.`, { cause });
    });
    const embedBatch = async (texts: readonly string[]) =>
      readRows(await extractor([...texts], { pooling: poolingOf(model), normalize: true }));
    const [probe] = await embedBatch(["a"]);
    return {
      dimensions: probe?.length ?? 0,
      batchTexts: BATCH_TEXTS,
      embedBatch,
      close: async () => void (await extractor.dispose()),
    };
  },
};

async function load(): Promise<Transformers> {
  // Named by a variable, so that neither the types nor a build of the site need it.
  const name: string = PACKAGE;
  try {
    return (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ name)) as Transformers;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new AppError(
      "unavailable",
      `The embedder transformers-js needs a package that is not installed: npm install ${PACKAGE}`,
    );
  }
}

/** BGE was trained to mean its first token, the others the mean of all. */
const poolingOf = (model: string): "mean" | "cls" => (/\bbge\b/i.test(model) ? "cls" : "mean");

function readRows(tensor: unknown): Float32Array[] {
  const { dims, data } = Vectors.parse(tensor);
  const [rows, width] = dims;
  return Array.from({ length: rows }, (_, row) => data.slice(row * width, (row + 1) * width));
}
