import { parseLevels } from "#lib/explain/judging/parse-levels.ts";
import { noSimulation, type Simulate } from "#lib/explain/judging/simulated.ts";
import { simulationByWordsPrompt } from "#lib/explain/prompts/simulation-by-words.ts";
import { scoreBySimulation } from "#lib/explain/scorers/score-by-simulation.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { cutText } from "#lib/llm/cut-text.ts";

/** A line of number, colon, digit and break is five tokens or fewer. */
const LINE_TOKENS_MAX = 8;

/**
 * `simulation` for judges without log-probabilities: the judge writes a digit for every token. A guess where the other has
 * an expectation, so the two are not to be compared. Unlike OpenAI's logprob-free variant an answer that does not fit the
 * tokens is a failure and not zeros.
 */
export const simulationByWords: Scorer = {
  name: "simulation-by-words",
  version: 2,
  side: "input",
  needs: "text",
  asks: true,
  settings: { prompt: simulationByWordsPrompt.hash, temperature: 0 },
  score: (material, scored, asking) => scoreBySimulation(material, scored, asking, simulateByWords),
};

const simulateByWords: Simulate = async ({ llm, signal, budget }, input) => {
  const count = input.tokens.length;
  const request = { ...simulationByWordsPrompt.write(input), temperature: 0, maxTokens: LINE_TOKENS_MAX * count };
  const result = await llm.chat(request, { signal, budget });
  if (!result.ok) return noSimulation(result.failure);
  const levels = parseLevels(result.answer.text, count);
  if (levels) return { levels, failure: null };
  const detail = `The answer is not ${count} numbered digits: ${cutText(result.answer.text)}`;
  return noSimulation({ kind: "unparsable", detail });
};
