import { connectAnthropic } from "#lib/llm/providers/anthropic.ts";
import { connectGoogle } from "#lib/llm/providers/google.ts";
import { connectOpenAiCompatible } from "#lib/llm/providers/openai-compatible.ts";
import type { Connection, LlmProvider } from "#lib/llm/providers/provider.ts";
import type { LlmProviderName, LlmSettings } from "#lib/llm/settings.ts";

const PROVIDERS = {
  "openai-compatible": connectOpenAiCompatible,
  anthropic: connectAnthropic,
  google: connectGoogle,
} satisfies Record<LlmProviderName, LlmProvider>;

export function connectProvider(settings: LlmSettings, transport: typeof fetch): Connection {
  return PROVIDERS[settings.provider](settings, transport);
}
