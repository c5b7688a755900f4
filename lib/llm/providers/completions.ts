import * as z from "zod";
import { cutText } from "#lib/llm/cut-text.ts";
import { CompletionLogprobs } from "#lib/llm/providers/completion-logprobs.ts";
import type { LlmReply, PromptTokenLogprob, TokenLogprob } from "#lib/llm/reply.ts";
import type { CompletionRequest } from "#lib/llm/request.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";

const Completion = z.object({
  choices: z.tuple([z.object({ text: z.string(), finish_reason: z.string().nullish(), logprobs: CompletionLogprobs })]),
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
  settings: LlmSettings,
  request: CompletionRequest,
  options: Options,
): Promise<LlmReply> {
  const completion = await post(settings, { ...writeBody(settings, request), echo: true }, options);
  if (leftEchoAside(completion, request))
    throw new LlmTrouble(
      "rejected",
      "The provider gives log-probabilities of what it adds to a text, not of the text.",
      {
        billed: true,
      },
    );
  return splitEcho(completion, request);
}

/** `/completions` with `logprobs` and without `echo`, which not every server has. */
export async function requestContinuation(
  settings: LlmSettings,
  request: CompletionRequest,
  options: Options,
): Promise<LlmReply> {
  const completion = await post(settings, writeBody(settings, request), options);
  const [{ text, logprobs }] = completion.choices;
  return { ...describe(completion), text, logprobs: generatedTokens(logprobs) };
}

function writeBody(
  { model }: LlmSettings,
  { prompt, maxTokens, topLogprobs, temperature, topP, seed, stop }: CompletionRequest,
) {
  return { model, prompt, max_tokens: maxTokens, temperature, top_p: topP, seed, stop, logprobs: topLogprobs };
}

async function post(
  { baseUrl, apiKey }: LlmSettings,
  body: object,
  { signal, transport }: Options,
): Promise<Completion> {
  const response = await transport(`${baseUrl}/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  const completion = Completion.safeParse(parseJson(text));
  if (completion.success) return completion.data;
  throw unparsable(`The provider's answer has no log-probabilities for each token: ${cutText(text)}`);
}

/** llama.cpp takes `echo` without a word and answers as if it were not there; told to add nothing, it adds a token. */
function leftEchoAside(
  { choices: [{ text, logprobs }] }: Completion,
  { prompt, maxTokens }: CompletionRequest,
): boolean {
  return !text.startsWith(prompt) && logprobs.length <= Math.max(1, maxTokens);
}

function splitEcho(completion: Completion, { prompt, maxTokens }: CompletionRequest): LlmReply {
  const [{ text, logprobs: tokens }] = completion.choices;
  // The echo does not say where it ends, except by the number of tokens that were added. Told to add none, vLLM
  // computes one, counts it and leaves it out.
  const generated = maxTokens === 0 ? 0 : completion.usage?.completion_tokens;
  if (generated === undefined || generated > tokens.length)
    throw unparsable("The provider's answer does not say which of its tokens are the prompt's.");
  const promptTokens = tokens.length - generated;
  return {
    ...describe(completion),
    text: text.startsWith(prompt) ? text.slice(prompt.length) : text,
    promptLogprobs: tokens.slice(0, promptTokens),
    logprobs: generatedTokens(tokens.slice(promptTokens)),
  };
}

function describe({
  choices: [{ finish_reason: reason }],
  usage,
}: Completion): Pick<LlmReply, "finishReason" | "usage" | "ignored"> {
  return {
    finishReason: toFinishReason(reason),
    usage: { inputTokens: usage?.prompt_tokens ?? null, outputTokens: usage?.completion_tokens ?? null },
    ignored: [],
  };
}

function generatedTokens(tokens: readonly PromptTokenLogprob[]): TokenLogprob[] {
  return tokens.map(({ logprob, ...token }) => {
    if (logprob === null) throw unparsable("The provider's answer lacks the log-probability of a generated token.");
    return { ...token, logprob };
  });
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
