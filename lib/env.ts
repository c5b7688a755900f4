import * as z from "zod";

/** Every setting the product reads, with its default; the only reader of `process.env`. */
const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** Interface the site listens on; default: all. */
  HOST: z.string().min(1).optional(),
  /** Where the embedded database and caches live. */
  FEATUREPEDIA_DATA: z.string().min(1).default(".featurepedia"),
  /** Bundled models: `<slug>/` in Hugging Face layout, its sources in `<slug>-saes/<source>/`. Starts at the repository. */
  MODELS_DIRECTORY: z.string().min(1).default("models"),
  /** For models and sources of the hub that are private or ask for agreement. */
  HF_TOKEN: z.string().min(1).optional(),
  /** A mirror of the hub. */
  HF_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  EXECUTION_PROVIDER: z.enum(["cpu", "cuda", "webgpu"]).default("cpu"),
  /** What takes its place where it does not start; unset, the worker says so and ends. */
  EXECUTION_PROVIDER_FALLBACK: z.enum(["cpu"]).optional(),
  /** How a model's matrices are held: f16 takes half of the memory, int8 a quarter and is not quite the same model (docs/models.md). */
  ENGINE_WEIGHTS: z.enum(["f32", "f16", "int8"]).default("f32"),
  /** Threads onnxruntime may use; default: all cores. */
  ENGINE_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  /** Jobs computed side by side, each with the model in memory; default: two on a processor, one on an accelerator. */
  ENGINE_JOBS: z.coerce.number().int().min(1).max(64).optional(),
  /** Caps the demo corpus, in tokens; used by tests and small machines. */
  DEMO_TOKENS: z.coerce.number().int().min(1_000).optional(),
  /** Lets its bearer act on jobs through the API; unset, nobody can. */
  OPERATOR_KEY: z.string().min(16).optional(),
  /** A language model that explains and judges: with a provider and a model set, the operator can ask for it. */
  LLM_PROVIDER: z.enum(["openai-compatible", "anthropic", "google"]).optional(),
  LLM_MODEL: z.string().min(1).optional(),
  /** Of the server; needed by openai-compatible only. */
  LLM_BASE_URL: z.string().min(1).optional(),
  LLM_API_KEY: z.string().min(1).optional(),
  /** Log-probabilities it can give: of its answers (chat), of what continues a text, of a text itself (completions). */
  LLM_LOGPROBS: z.enum(["none", "chat", "continuations", "completions"]).optional(),
  /** Prices in US dollars a million tokens; without them costs are unknown and a budget in dollars is refused. */
  LLM_INPUT_USD_PER_MILLION: z.string().optional(),
  LLM_OUTPUT_USD_PER_MILLION: z.string().optional(),
  LLM_REQUESTS_PER_MINUTE: z.string().optional(),
  LLM_CONCURRENCY: z.string().optional(),
  LLM_TIMEOUT_MS: z.string().optional(),
  LLM_MAX_RETRIES: z.string().optional(),
  /** What turns texts into directions: bundled (use-en), a server's, or from the hub with a package of its own. */
  EMBEDDER: z.enum(["use-en", "openai-compatible", "transformers-js"]).default("use-en"),
  /** Base URL of a server that speaks OpenAI's /embeddings; needed by openai-compatible only. */
  EMBEDDINGS_URL: z.string().min(1).optional(),
  EMBEDDINGS_MODEL: z.string().min(1).optional(),
  EMBEDDINGS_KEY: z.string().min(1).optional(),
  /** Numbers a vector, where the server can shorten its own. */
  EMBEDDINGS_DIMENSIONS: z.string().optional(),
  EMBEDDINGS_TIMEOUT_MS: z.string().optional(),
  /** A Meilisearch server to search with; unset, PostgreSQL and memory. */
  MEILI_URL: z.url({ protocol: /^https?$/ }).optional(),
  MEILI_KEY: z.string().min(1).optional(),
  /** The index there, for servers that others share. */
  MEILI_INDEX: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,200}$/)
    .default("featurepedia"),
  /** When workers explain what is most looked at and score anew what older scorers scored: HH:MM, UTC. Unset: never. */
  REFRESH_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day in UTC, such as 03:00")
    .optional(),
  /** Features explained a night, at most. */
  REFRESH_FEATURES: z.coerce.number().int().min(1).max(1_000).default(100),
  REFRESH_EXPLAINER: z.string().min(1).default("marked-windows"),
  /** What a night may cost; without either, a million tokens. */
  REFRESH_MAX_USD: z.coerce.number().positive().optional(),
  REFRESH_MAX_TOKENS: z.coerce.number().int().positive().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
export type Environment = z.infer<typeof Environment>;

/** Parses settings; empty strings count as unset. @throws Error listing every bad field. */
export function parseEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = Environment.safeParse(given);
  if (!result.success) throw new Error(`Bad settings in the environment:\n${z.prettifyError(result.error)}`);
  return result.data;
}

export const env: Environment = parseEnvironment(process.env);
