import type { ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { EXPLAINERS, type ExplainerName } from "#lib/explain/explainers/registry.ts";
import { simulateByToken } from "#lib/explain/judging/simulate-by-token.ts";
import { simulateByWords } from "#lib/explain/judging/simulate-by-words.ts";
import type { Simulate, Simulation } from "#lib/explain/judging/simulated.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { pickSimulated } from "#lib/explain/sampling/pick-simulated.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { SCORERS, type ScorerName } from "#lib/explain/scorers/registry.ts";
import type { Scorer, ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { buildEnglishMaterial } from "#lib/explain/testing/build-english-material.ts";
import { englishExplanation, englishFeature } from "#lib/explain/testing/english.ts";
import type { Llm } from "#lib/llm/client.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

type Logprobs = LlmSettings["capabilities"]["logprobs"];

/** How far away in the list a feature is whose explanation is wrong for this one. */
const WRONG_OFFSET = 3;
const SIMULATED_WINDOWS = 2;

const INSTRUMENT = 1;
const VEHICLE = 3;
const COLOUR = 6;

/** What is explained. Best-of-k asks four times, and then as often as it got different explanations. */
const EXPLAINED = [
  ["token-activation-pairs", INSTRUMENT],
  ["marked-windows", INSTRUMENT],
  ["max-activation-logits", INSTRUMENT],
  ["contrastive", INSTRUMENT],
  ["marked-windows", COLOUR],
  ["max-activation-logits", COLOUR],
  ["best-of-k", VEHICLE],
] as const satisfies [ExplainerName, number][];

/** What is judged, by its right explanation and by a wrong one. */
const JUDGED = [
  ["detection", INSTRUMENT, "chat"],
  ["fuzzing", INSTRUMENT, "none"],
] as const satisfies [ScorerName, number, Logprobs][];

const SIMULATIONS: readonly [string, Simulate][] = [
  ["simulation", simulateByToken],
  ["simulation-by-words", simulateByWords],
];

/** One thing that was asked for and what came of it. */
export type Exchange =
  | { what: "explanation"; method: string; feature: string; outcome: ExplainOutcome }
  | { what: "score"; method: string; feature: string; explanation: string; right: boolean; outcome: ScoreOutcome }
  | { what: "simulation"; method: string; feature: string; explanation: string; simulations: readonly Simulation[] };

/**
 * Has a language model explain features of plain English and judge right and wrong explanations of them, by every method
 * that asks one. The same model that answers the same way gives the same exchanges.
 */
export async function* converse(llm: Llm): AsyncGenerator<Exchange> {
  const material = buildEnglishMaterial();
  for (const [method, feature] of EXPLAINED) {
    const outcome = await EXPLAINERS[method].explain(material, feature, { llm });
    yield { what: "explanation", method, feature: englishFeature(feature).name, outcome };
  }
  for (const [method, feature, logprobs] of JUDGED)
    for (const right of [true, false]) {
      const explanation = englishExplanation(right ? feature : feature + WRONG_OFFSET);
      const shuffled = [englishExplanation(feature + 2)];
      const judge: Scorer = SCORERS[method];
      if (!judge.asks) throw new Error(`“${method}” asks no language model.`);
      const outcome = await judge.score(material, { feature, explanation, shuffled }, { llm, logprobs });
      yield {
        what: "score",
        method,
        feature: englishFeature(feature).name,
        explanation: explanation.text,
        right,
        outcome,
      };
    }
  for (const [method, simulate] of SIMULATIONS) yield simulateWindows(material, { llm, method, simulate });
}

/** Windows one by one: what a score of them would ask is too much to keep. */
async function simulateWindows(
  material: SourceMaterial,
  { llm, method, simulate }: { llm: Llm; method: string; simulate: Simulate },
): Promise<Exchange> {
  const feature = INSTRUMENT;
  const { text } = englishExplanation(feature);
  const { windows } = pickSimulated(material, "test", feature);
  const simulations: Simulation[] = [];
  for (const window of windows.slice(0, SIMULATED_WINDOWS)) {
    const tokens = windowTokens(material, material.splits.test.text, window);
    simulations.push(await simulate({ llm, logprobs: "continuations" }, { explanation: text, tokens }));
  }
  return { what: "simulation", method, feature: englishFeature(feature).name, explanation: text, simulations };
}
