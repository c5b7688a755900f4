import { AppError, badRequest } from "#lib/errors.ts";
import { env, type Environment } from "#lib/env.ts";
import { type LlmSettings, parseLlmSettings } from "#lib/llm/settings.ts";

/** The language model that the environment names. @returns undefined when none is set; @throws Error when it is set wrongly */
export function findLlmSettings(from: Environment = env): LlmSettings | undefined {
  if (from.LLM_PROVIDER === undefined && from.LLM_MODEL === undefined) return undefined;
  return parseLlmSettings({
    provider: from.LLM_PROVIDER,
    model: from.LLM_MODEL,
    baseUrl: from.LLM_BASE_URL ?? "",
    apiKey: from.LLM_API_KEY ?? "",
    inputUsdPerMillion: from.LLM_INPUT_USD_PER_MILLION ?? "",
    outputUsdPerMillion: from.LLM_OUTPUT_USD_PER_MILLION ?? "",
    requestsPerMinute: from.LLM_REQUESTS_PER_MINUTE ?? "",
    concurrency: from.LLM_CONCURRENCY ?? "",
    timeoutMs: from.LLM_TIMEOUT_MS ?? "",
    maxRetries: from.LLM_MAX_RETRIES ?? "",
    ...(from.LLM_LOGPROBS ? { capabilities: { logprobs: from.LLM_LOGPROBS } } : {}),
  });
}

/** @throws AppError conflict when no language model is set up, bad_request when it is set up wrongly */
export function requireLlmSettings(from: Environment = env): LlmSettings {
  const settings = findOrRefuse(from);
  if (settings) return settings;
  throw new AppError(
    "conflict",
    "No language model is set up: set LLM_PROVIDER and LLM_MODEL for the site and the workers (docs/llm.md).",
  );
}

function findOrRefuse(from: Environment): LlmSettings | undefined {
  try {
    return findLlmSettings(from);
  } catch (cause) {
    throw badRequest(cause instanceof Error ? cause.message : "The language model is set up wrongly.", { cause });
  }
}
