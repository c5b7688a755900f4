import * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { type Clock, sleep } from "#lib/llm/clock.ts";
import { retryWaitMs } from "#lib/llm/retry-wait.ts";
import { createTransport } from "#lib/llm/transport.ts";
import { LlmTrouble } from "#lib/llm/trouble.ts";
import { withTimeout } from "#lib/llm/with-timeout.ts";
import type { EmbedderKind } from "#lib/search/embedders/embedder.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";

type Settings = Extract<EmbedderSettings, { embedder: "openai-compatible" }>;

const BATCH_TEXTS = 64;
const Answer = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })),
});

/** A server that speaks OpenAI's `/embeddings`: OpenAI, vLLM, Ollama, llama.cpp, text-embeddings-inference and others. */
export const openAiCompatible: EmbedderKind<Settings> = {
  version: 1,
  model: ({ model, baseUrl, dimensions }) =>
    `${model}@${new URL(baseUrl).host}${dimensions === undefined ? "" : `/${dimensions}`}`,
  async open(settings, { fetch: send, clock }) {
    const transport = createTransport(settings.apiKey, send);
    const embedBatch = (texts: readonly string[], signal: AbortSignal) =>
      ask(settings, texts, { transport, clock, signal });
    const dimensions = settings.dimensions ?? (await probe(embedBatch));
    return { dimensions, batchTexts: BATCH_TEXTS, embedBatch, close: async () => undefined };
  },
};

/** How long its vectors are, which no server says before it gives one. */
async function probe(embedBatch: (texts: string[], signal: AbortSignal) => Promise<number[][]>): Promise<number> {
  const [vector] = await embedBatch(["a"], new AbortController().signal);
  return vector?.length ?? 0;
}

type Asking = { transport: typeof fetch; signal: AbortSignal; clock: Clock };

async function ask(settings: Settings, texts: readonly string[], asking: Asking): Promise<number[][]> {
  const { signal, clock } = asking;
  for (let attempt = 0; ; attempt++) {
    try {
      return await withTimeout((signal) => askOnce(settings, texts, { ...asking, signal }), {
        timeoutMs: settings.timeoutMs,
        clock,
        signal,
      });
    } catch (error) {
      if (!(error instanceof LlmTrouble)) throw error;
      const waitMs = error.retry ? retryWaitMs(attempt, error.retryAfterMs, Math.random()) : undefined;
      if (waitMs === undefined || attempt >= settings.maxRetries)
        throw new AppError("unavailable", `The embeddings server gave no vectors. ${error.message}`);
      await sleep(clock, waitMs, signal);
    }
  }
}

async function askOnce(
  { baseUrl, apiKey, model, dimensions }: Settings,
  texts: readonly string[],
  { transport, signal }: Asking,
): Promise<number[][]> {
  const response = await transport(`${baseUrl}/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify({ model, input: texts, encoding_format: "float", dimensions }),
    signal,
  });
  const answer = Answer.safeParse(parseJson(await response.text()));
  if (!answer.success) throw new LlmTrouble("unparsable", "The answer holds no vectors.", {});
  // Servers may answer in any order.
  return answer.data.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
