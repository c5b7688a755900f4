import { detection } from "#lib/explain/scorers/detection.ts";
import { embeddingMatch } from "#lib/explain/scorers/embedding-match.ts";
import { exactSimulation } from "#lib/explain/scorers/exact-simulation.ts";
import { fuzzing } from "#lib/explain/scorers/fuzzing.ts";
import { promotion } from "#lib/explain/scorers/promotion.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { simulation } from "#lib/explain/scorers/simulation.ts";
import { simulationByWords } from "#lib/explain/scorers/simulation-by-words.ts";

/** Every method that scores explanations. */
export const SCORERS = {
  "exact-simulation": exactSimulation,
  promotion,
  detection,
  fuzzing,
  simulation,
  "simulation-by-words": simulationByWords,
  "embedding-match": embeddingMatch,
} as const satisfies Record<string, Scorer>;

export type ScorerName = keyof typeof SCORERS;
export const isScorerName = (name: string): name is ScorerName => Object.hasOwn(SCORERS, name);
