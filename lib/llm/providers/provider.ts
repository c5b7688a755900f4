import type { LlmReply } from "#lib/llm/reply.ts";
import type { ChatRequest, CompletionRequest } from "#lib/llm/request.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

/** A provider that can be asked. All throw LlmTrouble for what is no answer, and the signal's reason. */
export type Connection = {
  chat(request: ChatRequest, signal: AbortSignal): Promise<LlmReply>;
  /** Absent where the wire format has no log-probabilities of prompts. */
  complete?(request: CompletionRequest, signal: AbortSignal): Promise<LlmReply>;
  /** Absent where the wire format has none of what continues a text. */
  continueText?(request: CompletionRequest, signal: AbortSignal): Promise<LlmReply>;
};

/** @param transport the only way out: see `createTransport` */
export type LlmProvider = (settings: LlmSettings, transport: typeof fetch) => Connection;
