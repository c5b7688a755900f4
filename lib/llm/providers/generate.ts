import {
  AISDKError,
  type LanguageModelV3,
  type LanguageModelV3CallOptions,
  type LanguageModelV3GenerateResult,
  type LanguageModelV3Message,
  UnsupportedFunctionalityError,
} from "@ai-sdk/provider";
import { cutText } from "#lib/llm/cut-text.ts";
import type { LlmReply } from "#lib/llm/reply.ts";
import { type ChatRequest, type LlmMessage, listMessages } from "#lib/llm/request.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

type Options = { signal: AbortSignal; providerOptions?: LanguageModelV3CallOptions["providerOptions"] };

/** Asks a model of the AI SDK. @returns the reply in our words, and the body it came in */
export async function generate(
  model: LanguageModelV3,
  { system, prompt, maxTokens, temperature, topP, seed, stop }: ChatRequest,
  { signal, providerOptions }: Options,
): Promise<{ reply: LlmReply; body: unknown }> {
  const messages = listMessages(prompt).map(toSdkMessage);
  const result = await translateErrors(() =>
    model.doGenerate({
      prompt: system === undefined ? messages : [{ role: "system", content: system }, ...messages],
      maxOutputTokens: maxTokens,
      abortSignal: signal,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(seed !== undefined && { seed }),
      ...(stop && { stopSequences: [...stop] }),
      ...(providerOptions && { providerOptions }),
    }),
  );
  return { reply: toReply(result), body: result.response?.body };
}

function toSdkMessage({ role, content }: LlmMessage): LanguageModelV3Message {
  return { role, content: [{ type: "text", text: content }] };
}

function toReply({
  content,
  finishReason: { unified, raw },
  usage,
  warnings,
}: LanguageModelV3GenerateResult): LlmReply {
  // OpenRouter says "error" where the model behind it broke off: half an answer, and nobody's refusal.
  if (unified === "error" || raw === "error")
    throw new LlmTrouble("unavailable", "The model broke off with an error.", { retry: true, billed: true });
  return {
    text: content.map((part) => (part.type === "text" ? part.text : "")).join(""),
    finishReason: unified,
    usage: { inputTokens: usage.inputTokens.total ?? null, outputTokens: usage.outputTokens.total ?? null },
    ignored: warnings.map((warning) => cutText(warning.type === "other" ? warning.message : warning.feature)),
  };
}

/** The SDK's errors carry request, headers and answer; ours carry a sentence. */
async function translateErrors<T>(ask: () => PromiseLike<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!AISDKError.isInstance(error)) throw error;
    const isOurs = UnsupportedFunctionalityError.isInstance(error);
    throw new LlmTrouble(isOurs ? "rejected" : "unparsable", cutText(error.message), { billed: !isOurs });
  }
}
