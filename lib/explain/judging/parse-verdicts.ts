import * as z from "zod";
import type { TokenLogprob } from "#lib/llm/reply.ts";

/** The one list of 0 and 1 in an answer, or undefined when there is none of this length or more than one. */
export function parseVerdicts(answer: string, count: number): boolean[] | undefined {
  const [list, ...more] = answer.match(/\[[^[\]]*\]/g) ?? [];
  if (list === undefined || more.length > 0) return undefined;
  const bits = z
    .array(z.union([z.literal(0), z.literal(1)]))
    .length(count)
    .safeParse(parseJson(list));
  return bits.success ? bits.data.map((bit) => bit === 1) : undefined;
}

/**
 * P(1) / (P(0) + P(1)) at each 0 or 1 of an answer, from the likeliest tokens in its place; undefined where the tokens do
 * not hold one of them each.
 */
export function readProbabilities(tokens: readonly TokenLogprob[] | undefined, count: number): number[] | undefined {
  const answers = (tokens ?? []).filter(({ token }) => /\d/.test(token));
  if (answers.length !== count || answers.some(({ token }) => bitOf(token) === undefined)) return undefined;
  return answers.map(({ token, logprob, top }) => {
    const mass = [0, 0];
    const listed = top.some((other) => other.token === token) ? top : [{ token, logprob }, ...top];
    for (const other of listed) {
      const bit = bitOf(other.token);
      if (bit !== undefined) mass[bit] = (mass[bit] ?? 0) + Math.exp(other.logprob);
    }
    const [zero = 0, one = 0] = mass;
    return one / (zero + one);
  });
}

/** The bit that a token such as "1", " 0" or ",1" writes. */
function bitOf(token: string): 0 | 1 | undefined {
  const digits = token.replace(/\D/g, "");
  if (digits === "0") return 0;
  return digits === "1" ? 1 : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
