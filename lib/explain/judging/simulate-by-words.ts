import { parseLevels } from "#lib/explain/judging/parse-levels.ts";
import { noSimulation, type Simulate } from "#lib/explain/judging/simulated.ts";
import { simulationByWordsPrompt } from "#lib/explain/prompts/simulation-by-words.ts";
import { cutText } from "#lib/llm/cut-text.ts";

/** A line of number, colon, digit and break is five tokens or fewer. */
const LINE_TOKENS_MAX = 8;

/** Has a judge write a digit for every token of a passage. */
export const simulateByWords: Simulate = async ({ llm, signal, budget }, input) => {
  const count = input.tokens.length;
  const request = { ...simulationByWordsPrompt.write(input), temperature: 0, maxTokens: LINE_TOKENS_MAX * count };
  const result = await llm.chat(request, { signal, budget });
  if (!result.ok) return noSimulation(result.failure);
  const levels = parseLevels(result.answer.text, count);
  if (levels) return { levels, failure: null };
  const detail = `The answer is not ${count} numbered digits: ${cutText(result.answer.text)}`;
  return noSimulation({ kind: "unparsable", detail });
};
