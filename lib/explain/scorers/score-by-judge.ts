import type { Asking } from "#lib/explain/explainers/explainer.ts";
import { judgeExamples } from "#lib/explain/judging/judge-examples.ts";
import type { ShownExample } from "#lib/explain/judging/judged.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { JudgePrompt } from "#lib/explain/prompts/judge-input.ts";
import { type Examples, pickExamples } from "#lib/explain/sampling/pick-examples.ts";
import { judgedOutcome } from "#lib/explain/scorers/judged-outcome.ts";
import { notEnoughData, POSITIVES_MIN, type Scored, type ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

/** Delphi's; 50 passages in which the feature fires where there are so many, and as many in which it does not. */
export const TEST_PER_DECILE = 5;

type Method = {
  prompt: JudgePrompt;
  /** How a judge sees the examples; may add some. */
  show(material: SourceMaterial, feature: number, examples: Examples): readonly ShownExample[];
};

/** Has a judge say of held-out passages whether an explanation fits, and of half of them whether another's does. */
export async function scoreByJudge(
  material: SourceMaterial,
  { feature, explanation, shuffled: [other] }: Scored,
  asking: Asking,
  { prompt, show }: Method,
): Promise<ScoreOutcome> {
  const { embeddings, signal } = asking;
  const picked = await pickExamples(material, {
    split: "test",
    feature,
    perDecile: TEST_PER_DECILE,
    embeddings,
    signal,
  });
  const positives = picked.activating.length;
  if (positives < POSITIVES_MIN) {
    const size = { tokens: picked.examples.length, documents: material.splits.test.text.documents };
    return notEnoughData(positives, "balanced-accuracy", size, "passages");
  }
  const examples = show(material, feature, picked);
  const [judged, shuffled] = await Promise.all([
    judgeExamples(asking, { prompt, explanation: explanation.text, examples }),
    other ? judgeExamples(asking, { prompt, explanation: other.text, examples: halfOf(examples) }) : [],
  ]);
  return judgedOutcome(material, { feature, positives, judged, shuffled });
}

/** Every second of those in which it fires, and of the others: for a baseline, which costs calls too. */
function halfOf(examples: readonly ShownExample[]): ShownExample[] {
  let [yes, no] = [0, 0];
  return examples.filter(({ activating }) => (activating ? yes++ : no++) % 2 === 0);
}
