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
  EXECUTION_PROVIDER: z.enum(["cpu", "cuda", "webgpu"]).default("cpu"),
  /** Threads onnxruntime may use; default: all cores. */
  ENGINE_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  /** Caps the demo corpus, in tokens; used by tests and small machines. */
  DEMO_TOKENS: z.coerce.number().int().min(1_000).optional(),
  /** Lets its bearer act on jobs through the API; unset, nobody can. */
  OPERATOR_KEY: z.string().min(16).optional(),
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
