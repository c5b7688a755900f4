import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { Scorer, ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

/** A score of the source as it is now, by what made it. */
export type KnownScore = { scorer: string; version: number; judge: string; state: ScoreOutcome["state"] };

/** An explanation that may be scored, and what scored it already. */
export type ScorableExplanation = {
  id: number;
  model: string;
  source: string;
  index: number;
  draft: Draft;
  /** False when it was made from other weights than the source has now: nothing here tells how good it is. */
  ofPresentWeights: boolean;
  scores: readonly KnownScore[];
};

type Method = Pick<Scorer, "name" | "version" | "side" | "needs" | "asks">;

const SIDES = { input: "what a feature responds to", output: "what it promotes" } as const;

/** Why a scorer cannot score an explanation, as the end of a sentence; undefined when it can. */
export function whyUnfit(
  { name, side, needs }: Method,
  { draft }: Pick<ScorableExplanation, "draft">,
): string | undefined {
  if (side !== draft.side)
    return `“${name}” scores texts about ${SIDES[side]}, and this one is about ${SIDES[draft.side]}`;
  if (needs === "predicate" && !draft.predicate)
    return `“${name}” carries out rules, and this explanation is words only`;
  return undefined;
}

/**
 * Whether a scorer of this version, with this judge, has spoken. A score that could not be had is worth another try; too few
 * held-out positives stay too few. @param judge the language model that a scorer asks
 */
export function isScored({ name, version, asks }: Method, judge: string, scores: readonly KnownScore[]): boolean {
  return scores.some(
    (known) =>
      known.scorer === name &&
      known.version === version &&
      known.judge === (asks ? judge : "") &&
      known.state !== "failed",
  );
}
