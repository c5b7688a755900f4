import { cutText } from "#lib/llm/cut-text.ts";
import type { LlmReply } from "#lib/llm/reply.ts";
import type { LlmFailure } from "#lib/llm/result.ts";

type Expectation = { acceptTruncated?: boolean; acceptEmpty?: boolean };

/** Why a reply is no answer, or undefined if it is one. Depends on the reply alone, so a stored one is judged alike. */
export function judgeReply(
  { text, finishReason, usage }: LlmReply,
  { acceptTruncated = false, acceptEmpty = false }: Expectation = {},
): LlmFailure | undefined {
  if (finishReason === "content-filter")
    return { kind: "refused", detail: `The model refused: ${cutText(text) || "without a word"}` };
  if (finishReason === "length" && !acceptTruncated)
    return { kind: "truncated", detail: `Cut off after ${usage.outputTokens ?? "some"} tokens: ${cutText(text)}` };
  if (text.trim() === "" && !acceptEmpty)
    return { kind: "empty", detail: `The model ended (${finishReason}) without a word.` };
  return undefined;
}
