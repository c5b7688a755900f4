import { setImmediate } from "node:timers/promises";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { ExplanationWrite, FailureWrite, ScoreWrite } from "#lib/explain/queries/write-explanations.ts";
import type { FeatureScoreWrite } from "#lib/explain/queries/write-feature-scores.ts";
import type { FeatureScorer } from "#lib/explain/scorers/feature-scorer.ts";
import { pickShuffled } from "#lib/explain/scorers/pick-shuffled.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import type { LlmFree } from "#lib/explain/find-method.ts";
import type { JobContext } from "#workers/job-handler.ts";

/** Features between two looks at whether the job was cancelled: a fraction of a second. */
const CHUNK_FEATURES = 16;

/** Lets a cancellation in and says how far it is. */
export type Going = Pick<JobContext, "signal"> & { progress(feature: number): void };

/** What a method says of every feature of a source. */
export async function explainAll(
  explainer: LlmFree<Explainer>,
  material: SourceMaterial,
  going: Going,
): Promise<{ explanations: ExplanationWrite[]; failures: FailureWrite[] }> {
  const explanations: ExplanationWrite[] = [];
  const failures: FailureWrite[] = [];
  for (let index = 0; index < material.features; index++) {
    if (index % CHUNK_FEATURES === 0) await breathe(index, going);
    const outcome = explainer.explain(material, index);
    if (outcome.ok) explanations.push({ index, draft: outcome.draft });
    else failures.push({ index, ...outcome.failure });
  }
  return { explanations, failures };
}

/** Scores explanations by one method, each beside those of other features. */
export async function scoreAll(
  scorer: LlmFree<Scorer>,
  material: SourceMaterial,
  explanations: readonly ExplanationWrite[],
  going: Going,
): Promise<ScoreWrite[]> {
  const results: ScoreWrite[] = [];
  const shuffledOf = pickShuffled(explanations, material);
  for (const [place, { index, draft }] of explanations.entries()) {
    if (place % CHUNK_FEATURES === 0) await breathe(index, going);
    const scored = { feature: index, explanation: draft, shuffled: shuffledOf(index) };
    results.push({ index, draft, outcome: await scorer.score(material, scored, going.signal) });
  }
  return results;
}

/** Scores every feature of a source by itself. */
export async function scoreFeatures(
  scorer: FeatureScorer,
  material: SourceMaterial,
  going: Going,
): Promise<FeatureScoreWrite[]> {
  const score = await scorer.open(material, going.signal);
  const results: FeatureScoreWrite[] = [];
  for (let index = 0; index < material.features; index++) {
    if (index % CHUNK_FEATURES === 0) await breathe(index, going);
    results.push({ index, outcome: score(index) });
  }
  return results;
}

/** Tells how far it is and lets a cancellation in. */
async function breathe(feature: number, { signal, progress }: Going): Promise<void> {
  progress(feature);
  await setImmediate();
  signal.throwIfAborted();
}
