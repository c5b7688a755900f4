import { TOP_LOGPROBS } from "#lib/explain/judging/simulate-at-once.ts";
import { noSimulation, type Simulate } from "#lib/explain/judging/simulated.ts";
import { expectedActivation } from "#lib/explain/metrics/expected-activation.ts";
import { promptsBeforePlaces, simulationPrompt } from "#lib/explain/prompts/simulation.ts";

/**
 * Expects the activations of a passage one by one, where a server gives log-probabilities of what it adds alone: the same
 * prompt up to each place, and what it would say there. The same expectations as at once, for as many calls as tokens.
 */
export const simulateByToken: Simulate = async ({ llm, signal, budget }, input) => {
  const { prompt } = simulationPrompt.write(input);
  // All of a passage together, and so side by side in any queue: a server that keeps what it read reads each token once.
  const results = await Promise.all(
    promptsBeforePlaces(prompt, input.tokens.length).map((before) =>
      llm.continueText({ prompt: before, maxTokens: 1, temperature: 0, topLogprobs: TOP_LOGPROBS }, { signal, budget }),
    ),
  );
  const levels = new Float64Array(results.length);
  for (const [i, result] of results.entries()) {
    if (!result.ok) return noSimulation(result.failure);
    const [first] = result.answer.logprobs;
    if (!first) return noSimulation({ kind: "empty", detail: `The model ended where token ${i + 1} stands.` });
    levels[i] = expectedActivation(first.top);
  }
  return { levels, failure: null };
};
