import * as z from "zod";

/** Node's own limit for the first byte of an answer; a longer timeout would never be reached. */
export const TIMEOUT_MS_MAX = 300_000;

export const BaseUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(isBare, "a base URL has no user, password, query or fragment: the key goes into apiKey")
  .transform((url) => url.replace(/\/+$/, ""));

/** What an HTTP header can carry, so that no error ever quotes a header, and JSON writes as it is. */
export const ApiKey = z
  .string()
  .regex(/^[!#-[\]-~]{1,1000}$/, "a key is visible ASCII without spaces, quotes and backslashes");

const UsdPerMillion = z.coerce.number().nonnegative().optional();

const common = {
  model: z.string().min(1).max(200),
  /** Prices of a million tokens; without them costs are unknown (null), never zero. */
  inputUsdPerMillion: UsdPerMillion,
  outputUsdPerMillion: UsdPerMillion,
  requestsPerMinute: z.coerce.number().int().min(1).max(100_000).default(60),
  concurrency: z.coerce.number().int().min(1).max(256).default(4),
  timeoutMs: z.coerce.number().int().min(1).max(TIMEOUT_MS_MAX).default(60_000),
  maxRetries: z.coerce.number().int().min(0).max(20).default(4),
};

/**
 * What only some servers can do, each including those before it: log-probabilities of a chat's answer, of what continues a
 * text, of a text's own tokens.
 */
const Capabilities = z
  .object({ logprobs: z.enum(["none", "chat", "continuations", "completions"]).default("none") })
  .prefault({});
const NoCapabilities = z.object({ logprobs: z.literal("none").default("none") }).prefault({});

/** Which language model answers, and how hard it may be asked. */
export const LlmSettings = z
  .discriminatedUnion("provider", [
    z.object({
      ...common,
      provider: z.literal("openai-compatible"),
      baseUrl: BaseUrl,
      /** Servers of one's own often need none. */
      apiKey: ApiKey.optional(),
      capabilities: Capabilities,
    }),
    z.object({
      ...common,
      provider: z.literal("anthropic"),
      baseUrl: BaseUrl.default("https://api.anthropic.com/v1"),
      apiKey: ApiKey,
      capabilities: NoCapabilities,
    }),
    z.object({
      ...common,
      provider: z.literal("google"),
      baseUrl: BaseUrl.default("https://generativelanguage.googleapis.com/v1beta"),
      apiKey: ApiKey,
      capabilities: NoCapabilities,
    }),
  ])
  .refine(
    ({ inputUsdPerMillion, outputUsdPerMillion }) =>
      (inputUsdPerMillion === undefined) === (outputUsdPerMillion === undefined),
    "give both prices or neither",
  );
export type LlmSettings = z.infer<typeof LlmSettings>;
export type LlmProviderName = LlmSettings["provider"];

/** Reads settings, numbers as text too; empty text counts as unset. @throws Error listing every bad field, no value */
export function parseLlmSettings(values: Readonly<Record<string, unknown>>): LlmSettings {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const result = LlmSettings.safeParse(given);
  if (!result.success) throw new Error(`Bad settings of the language model:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function isBare(url: string): boolean {
  const { username, password, search, hash } = new URL(url);
  return !username && !password && !search && !hash;
}
