import * as z from "zod";
import { cutText } from "#lib/llm/cut-text.ts";
import type { LlmReply, PromptTokenLogprob } from "#lib/llm/reply.ts";
import type { CompletionRequest } from "#lib/llm/request.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

const Completion = z.object({
  choices: z.tuple([
    z.object({
      text: z.string(),
      finish_reason: z.string().nullish(),
      logprobs: z.object({
        tokens: z.array(z.string()),
        token_logprobs: z.array(z.number().nullable()),
        top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
      }),
    }),
  ]),
  usage: z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() }).nullish(),
});
type Completion = z.infer<typeof Completion>;

type Options = { signal: AbortSignal; transport: typeof fetch };

/**
 * `/completions` with `echo` and `logprobs`, by hand: the AI SDK writes "user:" and "assistant:" into the prompt and
 * hands on neither echo nor log-probabilities, and scoring by simulation is about the prompt's own tokens.
 * @see https://github.com/openai/automated-interpretability simulator.py
 */
export async function requestCompletion(
  { baseUrl, apiKey, model }: LlmSettings,
  { prompt, maxTokens, topLogprobs, temperature, topP, seed, stop }: CompletionRequest,
  { signal, transport }: Options,
): Promise<LlmReply> {
  const response = await transport(`${baseUrl}/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify({
      model,
      prompt,
      max_tokens: maxTokens,
      temperature,
      top_p: topP,
      seed,
      stop,
      logprobs: topLogprobs,
      echo: true,
    }),
    signal,
  });
  const text = await response.text();
  const completion = Completion.safeParse(parseJson(text));
  if (!completion.success)
    throw unparsable(`The provider's answer has no log-probabilities of the prompt: ${cutText(text)}`);
  return toReply(completion.data, prompt, maxTokens);
}

function toReply({ choices: [choice], usage }: Completion, prompt: string, maxTokens: number): LlmReply {
  const tokens = listTokens(choice.logprobs);
  // The echo does not say where it ends, except by the number of tokens that were added. Told to add none, vLLM
  // computes one, counts it and leaves it out.
  const generated = maxTokens === 0 ? 0 : usage?.completion_tokens;
  if (generated === undefined || generated > tokens.length)
    throw unparsable("The provider's answer does not say which of its tokens are the prompt's.");
  const promptTokens = tokens.length - generated;
  return {
    text: choice.text.startsWith(prompt) ? choice.text.slice(prompt.length) : choice.text,
    finishReason: toFinishReason(choice.finish_reason),
    usage: { inputTokens: usage?.prompt_tokens ?? null, outputTokens: usage?.completion_tokens ?? null },
    ignored: [],
    promptLogprobs: tokens.slice(0, promptTokens),
    logprobs: tokens.slice(promptTokens).map(({ logprob, ...token }) => {
      if (logprob === null) throw unparsable("The provider's answer lacks the log-probability of a generated token.");
      return { ...token, logprob };
    }),
  };
}

type Logprobs = Completion["choices"][0]["logprobs"];

function listTokens({ tokens, token_logprobs: logprobs, top_logprobs: tops }: Logprobs): PromptTokenLogprob[] {
  if (logprobs.length !== tokens.length || (tops && tops.length !== tokens.length))
    throw unparsable("The provider's answer has not one log-probability for each token.");
  return tokens.map((token, at) => ({
    token,
    logprob: logprobs[at] ?? null,
    top: Object.entries(tops?.[at] ?? {}).map(([top, logprob]) => ({ token: top, logprob })),
  }));
}

function toFinishReason(reason: string | null | undefined): LlmReply["finishReason"] {
  if (reason === "stop" || reason === "length") return reason;
  return reason === "content_filter" ? "content-filter" : "other";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const unparsable = (detail: string) => new LlmTrouble("unparsable", detail, { billed: true });
