import { readPlaceholders } from "#lib/explain/judging/read-placeholders.ts";
import { noSimulation, type Simulate } from "#lib/explain/judging/simulated.ts";
import { PLACES_SHOWN, simulationPrompt } from "#lib/explain/prompts/simulation.ts";
import { scoreBySimulation } from "#lib/explain/scorers/score-by-simulation.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/** OpenAI's; the mass on 0…10 beyond it is small. */
const TOP_LOGPROBS = 15;

/**
 * A judge that gives log-probabilities of its prompt expects every activation of a passage at once; the score is the
 * correlation with the true ones. As OpenAI's all-at-once simulation in form and in E[v] over the 15 likeliest tokens.
 * Unlike it: 32 tokens a passage, one of each decile beside as many drawn from all (theirs: the 5 strongest and 5 random
 * of 64); numbers with a space before them count too; an echo that cannot be read is a failure and not zeros; our wording.
 * Needs `capabilities.logprobs: "completions"`; without, it fails and says so.
 * @see Bills et al. 2023, "Language models can explain neurons in language models"
 */
export const simulation: Scorer = {
  name: "simulation",
  version: 2,
  side: "input",
  needs: "text",
  asks: true,
  settings: { prompt: simulationPrompt.hash, temperature: 0, topLogprobs: TOP_LOGPROBS },
  score: (material, scored, asking) => scoreBySimulation(material, scored, asking, simulateAtOnce),
};

const simulateAtOnce: Simulate = async ({ llm, signal, budget }, input) => {
  const { prompt } = simulationPrompt.write(input);
  const request = { prompt, maxTokens: 0, temperature: 0, topLogprobs: TOP_LOGPROBS };
  const result = await llm.complete(request, { signal, budget });
  if (!result.ok) return noSimulation(result.failure);
  const count = input.tokens.length;
  const levels = readPlaceholders(result.answer.promptLogprobs, { places: PLACES_SHOWN + count, count });
  if (levels) return { levels, failure: null };
  return noSimulation({ kind: "unparsable", detail: "The echoed prompt does not have a token at every placeholder." });
};
