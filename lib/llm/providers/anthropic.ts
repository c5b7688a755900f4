import { createAnthropic } from "@ai-sdk/anthropic";
import { generate } from "#lib/llm/providers/generate.ts";
import type { Connection } from "#lib/llm/providers/provider.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

export function connectAnthropic({ baseUrl, apiKey, model }: LlmSettings, transport: typeof fetch): Connection {
  // Without a key the SDK would look for one in the environment.
  const provider = createAnthropic({ baseURL: baseUrl, apiKey: apiKey ?? "", fetch: transport });
  return {
    chat: async (request, signal) => (await generate(provider(model), request, { signal })).reply,
  };
}
