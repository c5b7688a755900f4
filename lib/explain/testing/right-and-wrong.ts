import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { Scored, Scorer, ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { PLANTED, rightExplanation, rightPromotion } from "#lib/explain/testing/planted.ts";
import type { Llm } from "#lib/llm/client.ts";

/** How far away in the list a feature is whose explanation is wrong for this one: another rule, and no neighbour. */
const WRONG_OFFSET = 7;

export type Pair = { feature: number; right: ScoreOutcome; wrong: ScoreOutcome };

/** Scores every planted feature by its right explanation and by a wrong one. */
export async function scoreRightAndWrong(scorer: Scorer, material: SourceMaterial, llm: Llm): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const feature of PLANTED.keys()) {
    const right = await scoreOnce(scorer, material, scoredBy(scorer, feature, 0), llm);
    const wrong = await scoreOnce(scorer, material, scoredBy(scorer, feature, WRONG_OFFSET), llm);
    pairs.push({ feature, right, wrong });
  }
  return pairs;
}

/** A planted feature with the explanation of the one that many places on, beside the explanations of three more. */
export function scoredBy({ side }: Pick<Scorer, "side">, feature: number, offset: number): Scored {
  const explain = (of: number): Draft => {
    const planted = PLANTED[of % PLANTED.length];
    if (!planted) throw new Error(`There is no planted feature ${of}.`);
    return side === "output" ? rightPromotion(planted) : rightExplanation(planted);
  };
  return {
    feature,
    explanation: explain(feature + offset),
    shuffled: [13, 19, 23].map((other) => explain(feature + offset + other)),
  };
}

export async function scoreOnce(
  scorer: Scorer,
  material: SourceMaterial,
  scored: Scored,
  llm: Llm,
): Promise<ScoreOutcome> {
  return scorer.asks ? scorer.score(material, scored, { llm }) : scorer.score(material, scored);
}

/** The best of the baselines that know nothing of the feature: “top-token” does, and for a feature of one token is right. */
export function ignorantBaseline({ detail: { baselines } }: ScoreOutcome): number {
  return Math.max(...baselines.filter(({ name }) => name !== "top-token").map(({ value }) => value ?? 0));
}
