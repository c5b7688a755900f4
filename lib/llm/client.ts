import { type CallOptions, createAnswers } from "#lib/llm/answer-once.ts";
import { type Clock, systemClock } from "#lib/llm/clock.ts";
import { judgeReply } from "#lib/llm/judge-reply.ts";
import { connectProvider } from "#lib/llm/providers/registry.ts";
import type { ChatRequest, CompletionRequest } from "#lib/llm/request.ts";
import { type CompletionAnswer, type ContinuationAnswer, type LlmResult, fail } from "#lib/llm/result.ts";
import type { LlmLog } from "#lib/llm/sender.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import type { LlmStore } from "#lib/llm/store.ts";
import { createTransport } from "#lib/llm/transport.ts";
import { log as appLog } from "#lib/log.ts";

/** `acceptTruncated`: an answer that `maxTokens` cuts off is what was asked for, as with one token of a yes or no. */
type ChatOptions = CallOptions & { acceptTruncated?: boolean };

type Effects = { store: LlmStore; fetch?: typeof fetch; clock?: Clock; random?: () => number; log?: LlmLog };

export type Llm = {
  /** `logprobs` come where `topLogprobs` asked for them and the server sent them. */
  chat(request: ChatRequest, options?: ChatOptions): Promise<LlmResult>;
  /** Reads a text as it is and may continue it, with log-probabilities of its own tokens. */
  complete(request: CompletionRequest, options?: CallOptions): Promise<LlmResult<CompletionAnswer>>;
  /** Continues a text as it is, with log-probabilities of what it adds. */
  continueText(request: CompletionRequest, options?: CallOptions): Promise<LlmResult<ContinuationAnswer>>;
  /** Hangs up on whatever is in flight, and returns when all has ended. */
  close(): Promise<void>;
};

const NO_LOGPROBS = "The model's settings say that it gives no such log-probabilities (capabilities.logprobs).";

/**
 * A language model within its limits of pace, number, time and money. Answers are stored and never paid for twice.
 * What the model or its provider fails at comes back as a value; thrown are the signal's reason and the store's errors.
 */
export function openLlm(
  settings: LlmSettings,
  { store, fetch: send = fetch, clock = systemClock, random = Math.random, log = appLog }: Effects,
): Llm {
  const connection = connectProvider(settings, createTransport(settings.apiKey, send));
  const answers = createAnswers(settings, connection, { store, clock, random, log });
  const closed = new AbortController();

  return {
    async chat(request, { acceptTruncated = false, ...options } = {}) {
      closed.signal.throwIfAborted();
      if (request.topLogprobs !== undefined && settings.capabilities.logprobs === "none")
        return fail("rejected", NO_LOGPROBS);
      const result = await answers.answer({ kind: "chat", request }, options);
      const failure = result.ok ? judgeReply(result.answer, { acceptTruncated }) : undefined;
      return failure ? { ok: false, failure } : result;
    },

    async complete(request, options = {}) {
      closed.signal.throwIfAborted();
      if (settings.capabilities.logprobs !== "completions") return fail("rejected", NO_LOGPROBS);
      const result = await answers.answer({ kind: "completion", request }, options);
      if (!result.ok) return result;
      const failure = judgeReply(result.answer, { acceptTruncated: true, acceptEmpty: true });
      if (failure) return { ok: false, failure };
      const { logprobs, promptLogprobs } = result.answer;
      if (!logprobs || !promptLogprobs) return fail("unparsable", "The stored answer has no log-probabilities.");
      return { ok: true, answer: { ...result.answer, logprobs, promptLogprobs } };
    },

    async continueText(request, options = {}) {
      closed.signal.throwIfAborted();
      const { logprobs: given } = settings.capabilities;
      if (given !== "continuations" && given !== "completions") return fail("rejected", NO_LOGPROBS);
      const result = await answers.answer({ kind: "continuation", request }, options);
      if (!result.ok) return result;
      const failure = judgeReply(result.answer, { acceptTruncated: true, acceptEmpty: true });
      if (failure) return { ok: false, failure };
      const { logprobs } = result.answer;
      if (!logprobs) return fail("unparsable", "The stored answer has no log-probabilities.");
      return { ok: true, answer: { ...result.answer, logprobs } };
    },

    async close() {
      const reason = new Error("The language model's client was closed.");
      closed.abort(reason);
      await answers.close(reason);
    },
  };
}
