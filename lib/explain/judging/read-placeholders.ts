import { expectedActivation } from "#lib/explain/metrics/expected-activation.ts";
import { PLACE } from "#lib/explain/prompts/simulation.ts";
import type { PromptTokenLogprob } from "#lib/llm/reply.ts";

/**
 * Expected activations (0…10) at the last `count` placeholders of an echoed prompt: each from the likeliest tokens in the
 * place of the token with which the placeholder begins. Undefined unless the echo has `places` placeholders in all and
 * every one begins with a token of its own. A token of half a character may read as anything: only places are looked for.
 */
export function readPlaceholders(
  tokens: readonly PromptTokenLogprob[],
  { places, count }: { places: number; count: number },
): Float64Array | undefined {
  const startsAt = new Map<number, PromptTokenLogprob>();
  let echoed = "";
  for (const token of tokens) {
    if (token.token !== "") startsAt.set(echoed.length, token);
    echoed += token.token;
  }
  const found: number[] = [];
  for (let at = echoed.indexOf(PLACE); at >= 0; at = echoed.indexOf(PLACE, at + PLACE.length)) found.push(at + 1);
  if (found.length !== places) return undefined;
  const asked = found.slice(-count).map((at) => startsAt.get(at));
  if (asked.length !== count || asked.includes(undefined)) return undefined;
  return Float64Array.from(asked, (token) => expectedActivation(token?.top ?? []));
}
