import * as z from "zod";
import type { TokenLogprob } from "#lib/llm/reply.ts";

const TopToken = z.object({ token: z.string(), logprob: z.number() });

/** The part of a chat completion that the SDK does not hand on. */
const Body = z.object({
  choices: z.tuple([
    z.object({
      logprobs: z.object({
        content: z.array(TopToken.extend({ top_logprobs: z.array(TopToken).nullish() })),
      }),
    }),
  ]),
});

/** Log-probabilities of the generated tokens, or undefined when the server sent none. */
export function readChatLogprobs(body: unknown): TokenLogprob[] | undefined {
  return Body.safeParse(body).data?.choices[0].logprobs.content.map(({ token, logprob, top_logprobs: top }) => ({
    token,
    logprob,
    top: top ?? [],
  }));
}
