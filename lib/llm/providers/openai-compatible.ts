import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { readChatLogprobs } from "#lib/llm/providers/chat-logprobs.ts";
import { requestCompletion, requestContinuation } from "#lib/llm/providers/completions.ts";
import { generate } from "#lib/llm/providers/generate.ts";
import type { Connection } from "#lib/llm/providers/provider.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

const NAME = "compatible";
/** Newer models there refuse `max_tokens`; servers elsewhere may not know its successor. */
const OPENAI_HOST = "api.openai.com";

/** OpenAI, OpenRouter, vLLM, Ollama, llama.cpp and whoever else speaks OpenAI's wire format. */
export function connectOpenAiCompatible(settings: LlmSettings, transport: typeof fetch): Connection {
  const { baseUrl, apiKey, model } = settings;
  const isOpenAi = new URL(baseUrl).host === OPENAI_HOST;
  const provider = createOpenAICompatible({
    name: NAME,
    baseURL: baseUrl,
    fetch: transport,
    ...(apiKey && { apiKey }),
    ...(isOpenAi && {
      transformRequestBody: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
    }),
  });
  return {
    async chat(request, signal) {
      const { topLogprobs } = request;
      if (topLogprobs === undefined) return (await generate(provider(model), request, { signal })).reply;
      const providerOptions = { [NAME]: { logprobs: true, top_logprobs: topLogprobs } };
      const { reply, body } = await generate(provider(model), request, { signal, providerOptions });
      const logprobs = readChatLogprobs(body);
      return logprobs ? { ...reply, logprobs } : reply;
    },
    complete: (request, signal) => requestCompletion(settings, request, { signal, transport }),
    continueText: (request, signal) => requestContinuation(settings, request, { signal, transport }),
  };
}
