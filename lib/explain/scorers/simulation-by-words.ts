import { simulateByWords } from "#lib/explain/judging/simulate-by-words.ts";
import { simulationByWordsPrompt } from "#lib/explain/prompts/simulation-by-words.ts";
import { scoreBySimulation } from "#lib/explain/scorers/score-by-simulation.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

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
