import type { Llm } from "#lib/llm/client.ts";
import type { ChatRequest, CompletionRequest } from "#lib/llm/request.ts";
import { listMessages } from "#lib/llm/request.ts";
import type { PromptTokenLogprob, TokenLogprob } from "#lib/llm/reply.ts";
import { fail, type LlmFailure, type LlmResult } from "#lib/llm/result.ts";

export type ScriptedReply = { text: string; logprobs?: TokenLogprob[] } | LlmFailure;

/** What a made-up model says. `index`: how many requests came before. */
export type LlmScript = {
  chat?: (prompt: string, request: ChatRequest, index: number) => ScriptedReply;
  complete?: (prompt: string, index: number) => { promptLogprobs: PromptTokenLogprob[] } | LlmFailure;
  continueText?: (prompt: string, index: number) => { logprobs: TokenLogprob[] } | LlmFailure;
};

/** A language model inside the process, with all the requests it got. It knows nothing but what it is asked. */
export function createScriptedLlm({ chat, complete, continueText }: LlmScript) {
  const requests: (ChatRequest | CompletionRequest)[] = [];
  const answer = (text: string) => ({
    text,
    finishReason: "stop" as const,
    usage: { inputTokens: 1, outputTokens: 1 },
    ignored: [],
    requestHash: "",
    costUsd: null,
    cached: false,
  });
  const llm: Llm = {
    async chat(request, options): Promise<LlmResult> {
      options?.signal?.throwIfAborted();
      const index = requests.push(request) - 1;
      const prompt = listMessages(request.prompt).at(-1)?.content ?? "";
      const said = chat?.(prompt, request, index) ?? { kind: "rejected" as const, detail: "It does not chat." };
      if ("kind" in said) return fail(said.kind, said.detail);
      return { ok: true, answer: { ...answer(said.text), ...(said.logprobs && { logprobs: said.logprobs }) } };
    },
    async complete(request, options) {
      options?.signal?.throwIfAborted();
      const index = requests.push(request) - 1;
      const said = complete?.(request.prompt, index) ?? {
        kind: "rejected" as const,
        detail: "It gives no such log-probabilities.",
      };
      if ("kind" in said) return fail(said.kind, said.detail);
      return { ok: true, answer: { ...answer(""), logprobs: [], promptLogprobs: said.promptLogprobs } };
    },
    async continueText(request, options) {
      options?.signal?.throwIfAborted();
      const index = requests.push(request) - 1;
      const said = continueText?.(request.prompt, index) ?? {
        kind: "rejected" as const,
        detail: "It gives no such log-probabilities.",
      };
      if ("kind" in said) return fail(said.kind, said.detail);
      return { ok: true, answer: { ...answer(""), logprobs: said.logprobs } };
    },
    close: async () => undefined,
  };
  return { llm, requests };
}
