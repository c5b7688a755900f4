import * as z from "zod";
import type { PromptTokenLogprob } from "#lib/llm/reply.ts";

/** OpenAI's form: lists side by side. */
const Lists = z
  .object({
    tokens: z.array(z.string()),
    token_logprobs: z.array(z.number().nullable()),
    top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
  })
  .refine(
    ({ tokens, token_logprobs: logprobs, top_logprobs: tops }) =>
      logprobs.length === tokens.length && (!tops || tops.length === tokens.length),
    "not one log-probability for each token",
  )
  .transform(({ tokens, token_logprobs: logprobs, top_logprobs: tops }) =>
    tokens.map((token, at): PromptTokenLogprob => {
      const top = Object.entries(tops?.[at] ?? {}).map(([other, logprob]) => ({ token: other, logprob }));
      return { token, logprob: logprobs[at] ?? null, top };
    }),
  );

const TopToken = z.object({ token: z.string(), logprob: z.number() });

/** llama.cpp's: as in a chat. */
const Content = z
  .object({ content: z.array(TopToken.extend({ top_logprobs: z.array(TopToken).nullish() })) })
  .transform(({ content }) =>
    content.map(({ token, logprob, top_logprobs: top }): PromptTokenLogprob => ({ token, logprob, top: top ?? [] })),
  );

/** Tokens of a completion with their log-probabilities, in either of the forms that servers use. */
export const CompletionLogprobs = z.union([Lists, Content]);
