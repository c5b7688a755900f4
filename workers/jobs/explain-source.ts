import { setImmediate } from "node:timers/promises";
import { getRun } from "#lib/catalog/queries/runs.ts";
import { AppError } from "#lib/errors.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { RunKey } from "#lib/explain/queries/explain-runs.ts";
import {
  type ExplanationWrite,
  type FailureWrite,
  type ScoreWrite,
  writeExplanations,
} from "#lib/explain/queries/write-explanations.ts";
import { type FeatureScoreWrite, writeFeatureScores } from "#lib/explain/queries/write-feature-scores.ts";
import { FEATURE_SCORERS, isFeatureScorerName } from "#lib/explain/scorers/feature-registry.ts";
import type { FeatureScorer } from "#lib/explain/scorers/feature-scorer.ts";
import { pickShuffled } from "#lib/explain/scorers/pick-shuffled.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { describeProvenance, methodSettings, runKey } from "#workers/explain/describe-run.ts";
import { findExplainer, findScorer, type LlmFree, requireLlmFree } from "#workers/explain/find-method.ts";
import { openMaterial, TOO_SMALL } from "#workers/explain/open-material.ts";
import type { JobContext, JobHandler } from "#workers/job-handler.ts";

/** Features between two looks at whether the job was cancelled: a fraction of a second. */
const CHUNK_FEATURES = 16;
/** Share of the progress bar that running the model takes: about a third of the time. */
const OBSERVING_SHARE = 1 / 3;

/** Explains every feature of a source without a language model, and scores what it wrote; stores each method's work at once. */
export const explainSourceJob: JobHandler<"explain-source"> = async (payload, context) => {
  const { db, report, signal } = context;
  const run = await getRun(db, payload.runId);
  const source = run.sources.find(({ id }) => id === payload.sourceId);
  if (!source) throw new AppError("not_found", `Run ${payload.runId} does not compute source ${payload.sourceId}.`);
  const explainers = payload.explainers.map((name) => requireLlmFree(findExplainer(name)));
  const scorers = payload.scorers
    .filter((name) => !isFeatureScorerName(name))
    .map((name) => requireLlmFree(findScorer(name)));
  const featureScorers = payload.scorers.filter(isFeatureScorerName).map((name) => FEATURE_SCORERS[name]);
  const { features } = source;
  report(0, { total: features });
  await context.sessions.close();
  const material = await openMaterial(run, source, {
    ...context,
    onTokens: (done, total) => report(Math.floor((features * OBSERVING_SHARE * done) / total)),
  });
  if (!material) {
    report(features, { note: TOO_SMALL });
    return [];
  }
  const key = (method: LlmFree<Explainer> | LlmFree<Scorer> | FeatureScorer): RunKey =>
    runKey(method, describeProvenance(run, source, material, methodSettings(method, material)));
  let passes = 0;
  const passesAll = explainers.length + payload.scorers.length;
  const progress = (feature: number) =>
    report(
      Math.floor(features * (OBSERVING_SHARE + ((1 - OBSERVING_SHARE) * (passes + feature / features)) / passesAll)),
    );
  for (const explainer of explainers) {
    const written = await explainAll(explainer, material, { signal, progress });
    passes += 1;
    const scores: { scorer: RunKey; results: ScoreWrite[] }[] = [];
    for (const scorer of scorers.filter(({ side }) => side === explainer.side)) {
      const results = await scoreAll(scorer, material, written.explanations, { signal, progress });
      scores.push({ scorer: key(scorer), results });
      passes += 1;
    }
    signal.throwIfAborted();
    await writeExplanations(db, { sourceId: source.id, explainer: key(explainer), ...written, scores });
  }
  for (const scorer of featureScorers) {
    const results = await scoreFeatures(scorer, material, { signal, progress });
    passes += 1;
    signal.throwIfAborted();
    await writeFeatureScores(db, { sourceId: source.id, scorer: key(scorer), results });
  }
  return [];
};

type Going = Pick<JobContext, "signal"> & { progress(feature: number): void };

async function explainAll(
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

async function scoreAll(
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

async function scoreFeatures(
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
