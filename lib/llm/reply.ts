import * as z from "zod";

const TopToken = z.object({ token: z.string(), logprob: z.number() });

/** A generated token and its log-probability (natural logarithm), with the likeliest ones in its place. */
export const TokenLogprob = TopToken.extend({ top: z.array(TopToken) });
export type TokenLogprob = z.infer<typeof TokenLogprob>;

/** A token of the prompt; the first has no probability, as nothing precedes it. */
export const PromptTokenLogprob = TokenLogprob.extend({ logprob: z.number().nullable() });
export type PromptTokenLogprob = z.infer<typeof PromptTokenLogprob>;

const TokenCount = z.int().nonnegative().nullable();

/** What a provider answered, in our words: exactly what is stored and read again. */
export const LlmReply = z.object({
  text: z.string(),
  finishReason: z.enum(["stop", "length", "content-filter", "tool-calls", "other"]),
  /** Null where the provider did not say. */
  usage: z.object({ inputTokens: TokenCount, outputTokens: TokenCount }),
  /** Parts of the request that the provider left aside, such as `seed`. */
  ignored: z.array(z.string()),
  logprobs: z.array(TokenLogprob).optional(),
  promptLogprobs: z.array(PromptTokenLogprob).optional(),
});
export type LlmReply = z.infer<typeof LlmReply>;
