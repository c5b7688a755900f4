import { simulateAtOnce, TOP_LOGPROBS } from "#lib/explain/judging/simulate-at-once.ts";
import { simulateByToken } from "#lib/explain/judging/simulate-by-token.ts";
import type { Simulate } from "#lib/explain/judging/simulated.ts";
import { simulationPrompt } from "#lib/explain/prompts/simulation.ts";
import { scoreBySimulation } from "#lib/explain/scorers/score-by-simulation.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/**
 * A judge that gives log-probabilities of its prompt expects every activation of a passage at once; the score is the
 * correlation with the true ones. As OpenAI's all-at-once simulation in form and in E[v] over the 15 likeliest tokens.
 * Unlike it: 32 tokens a passage, one of each decile beside as many drawn from all (theirs: the 5 strongest and 5 random
 * of 64); levels to 9, not 10; numbers with a space before them count too; an echo that cannot be read is a failure and not zeros; our wording.
 * Needs `capabilities.logprobs: "completions"`, or "continuations" for one call a token; without, it fails and says so.
 * @see Bills et al. 2023, "Language models can explain neurons in language models"
 */
export const simulation: Scorer = {
  name: "simulation",
  version: 2,
  side: "input",
  needs: "text",
  asks: true,
  settings: { prompt: simulationPrompt.hash, temperature: 0, topLogprobs: TOP_LOGPROBS },
  score: (material, scored, asking) => scoreBySimulation(material, scored, asking, simulate),
};

const simulate: Simulate = (asking, input) =>
  asking.logprobs === "continuations" ? simulateByToken(asking, input) : simulateAtOnce(asking, input);
