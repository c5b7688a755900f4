import type { LlmReply, PromptTokenLogprob, TokenLogprob } from "#lib/llm/reply.ts";

export type LlmAnswer = LlmReply & {
  /** Names the request and, in the store, its answer: 64 hexadecimal digits. */
  readonly requestHash: string;
  /** What the answer cost when it was paid for; null when prices or token counts are unknown. */
  readonly costUsd: number | null;
  /** Whether it was there already, or shared with an equal request: then this call cost nothing. */
  readonly cached: boolean;
};

export type ContinuationAnswer = LlmAnswer & { readonly logprobs: readonly TokenLogprob[] };

export type CompletionAnswer = ContinuationAnswer & {
  readonly promptLogprobs: readonly PromptTokenLogprob[];
};

/**
 * Why there is no usable answer. `unavailable` and `timeout`: it did not arrive, however often we tried. `rejected`: the
 * provider will not take this request. `unparsable`: what came is not what was asked for; callers that read answers
 * record theirs so too.
 */
export type LlmFailureKind =
  | "refused"
  | "empty"
  | "truncated"
  | "unparsable"
  | "unavailable"
  | "timeout"
  | "rejected"
  | "over_budget";
export type LlmFailure = { readonly kind: LlmFailureKind; readonly detail: string };

export type LlmResult<Answer = LlmAnswer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: LlmFailure };

export const fail = (kind: LlmFailureKind, detail: string) => ({ ok: false, failure: { kind, detail } }) as const;
