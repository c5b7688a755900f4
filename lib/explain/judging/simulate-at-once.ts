import { readPlaceholders } from "#lib/explain/judging/read-placeholders.ts";
import { noSimulation, type Simulate } from "#lib/explain/judging/simulated.ts";
import { PLACES_SHOWN, simulationPrompt } from "#lib/explain/prompts/simulation.ts";

/** OpenAI's; the mass on 0…10 beyond it is small. */
export const TOP_LOGPROBS = 15;

/** Expects all activations of a passage from the log-probabilities of one echoed prompt. */
export const simulateAtOnce: Simulate = async ({ llm, signal, budget }, input) => {
  const { prompt } = simulationPrompt.write(input);
  const request = { prompt, maxTokens: 0, temperature: 0, topLogprobs: TOP_LOGPROBS };
  const result = await llm.complete(request, { signal, budget });
  if (!result.ok) return noSimulation(result.failure);
  const count = input.tokens.length;
  const levels = readPlaceholders(result.answer.promptLogprobs, { places: PLACES_SHOWN + count, count });
  if (levels) return { levels, failure: null };
  return noSimulation({ kind: "unparsable", detail: "The echoed prompt does not have a token at every placeholder." });
};
