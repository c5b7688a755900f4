import type { LlmReply } from "#lib/llm/reply.ts";
import { listMessages } from "#lib/llm/request.ts";
import type { LlmQuestion } from "#lib/llm/request-hash.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

/** `usd` is null where prices are unknown. */
export type Cost = { readonly tokens: number; readonly usd: number | null };

type Prices = Pick<LlmSettings, "inputUsdPerMillion" | "outputUsdPerMillion">;

/** Marks of a chat template: role, begin, end. */
const TOKENS_PER_MESSAGE = 16;
const TOKENS_PER_MILLION = 1e6;

/** The most that a call can cost: no tokenizer in use makes more tokens of a text than it has UTF-8 bytes. */
export function worstCost(prices: Prices, { kind, request }: LlmQuestion): Cost {
  const texts =
    kind === "chat"
      ? [request.system ?? "", ...listMessages(request.prompt).map(({ content }) => content)]
      : [request.prompt];
  const inputTokens = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + TOKENS_PER_MESSAGE, 0);
  return costOfTokens(prices, inputTokens, request.maxTokens);
}

/** What an answer cost, or undefined when the provider did not count its tokens. */
export function costOfReply(prices: Prices, { usage: { inputTokens, outputTokens } }: LlmReply): Cost | undefined {
  if (inputTokens === null || outputTokens === null) return undefined;
  return costOfTokens(prices, inputTokens, outputTokens);
}

function costOfTokens({ inputUsdPerMillion, outputUsdPerMillion }: Prices, input: number, output: number): Cost {
  const known = inputUsdPerMillion !== undefined && outputUsdPerMillion !== undefined;
  const usd = known ? (input * inputUsdPerMillion + output * outputUsdPerMillion) / TOKENS_PER_MILLION : null;
  return { tokens: input + output, usd };
}
