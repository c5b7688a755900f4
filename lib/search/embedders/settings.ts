import path from "node:path";
import * as z from "zod";
import { env, type Environment } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { ApiKey, BaseUrl, TIMEOUT_MS_MAX } from "#lib/llm/settings.ts";

const MODEL_CHARACTERS_MAX = 200;
const DIMENSIONS_MAX = 16_384;
const Model = z.string().min(1).max(MODEL_CHARACTERS_MAX);

/** Which embedder, and what it must be told. */
export const EmbedderSettings = z.discriminatedUnion("embedder", [
  z.object({ embedder: z.literal("use-en") }),
  z.object({
    embedder: z.literal("openai-compatible"),
    baseUrl: BaseUrl,
    model: Model,
    /** Servers of one's own often need none. */
    apiKey: ApiKey.optional(),
    /** Asked of the server, where it can shorten its vectors; unset, whatever it gives. */
    dimensions: z.coerce.number().int().min(1).max(DIMENSIONS_MAX).optional(),
    timeoutMs: z.coerce.number().int().min(1).max(TIMEOUT_MS_MAX).default(60_000),
    maxRetries: z.coerce.number().int().min(0).max(20).default(4),
  }),
  z.object({
    embedder: z.literal("transformers-js"),
    model: Model.default("Xenova/all-MiniLM-L6-v2"),
    /** Where its files are kept once they were fetched from the hub. */
    cacheDirectory: z.string().min(1),
  }),
]);
export type EmbedderSettings = z.infer<typeof EmbedderSettings>;

/** The embedder that the environment names. @throws AppError bad_request when it is set wrongly */
export function readEmbedderSettings(from: Environment = env): EmbedderSettings {
  const result = EmbedderSettings.safeParse({
    embedder: from.EMBEDDER,
    baseUrl: from.EMBEDDINGS_URL,
    model: from.EMBEDDINGS_MODEL,
    apiKey: from.EMBEDDINGS_KEY,
    dimensions: from.EMBEDDINGS_DIMENSIONS,
    timeoutMs: from.EMBEDDINGS_TIMEOUT_MS,
    cacheDirectory: path.join(from.FEATUREPEDIA_DATA, "embedders"),
  });
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path: [field], message }) => `${nameOf(String(field))}: ${message}`);
  throw new AppError("bad_request", `The embedder is set up wrongly. ${fields.join("; ")}.`);
}

const VARIABLES: Readonly<Record<string, string>> = {
  embedder: "EMBEDDER",
  baseUrl: "EMBEDDINGS_URL",
  model: "EMBEDDINGS_MODEL",
  apiKey: "EMBEDDINGS_KEY",
  dimensions: "EMBEDDINGS_DIMENSIONS",
  timeoutMs: "EMBEDDINGS_TIMEOUT_MS",
};
const nameOf = (field: string): string => VARIABLES[field] ?? field;
