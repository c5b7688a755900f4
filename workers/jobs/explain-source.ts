import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import type { RunKey } from "#lib/explain/queries/explain-runs.ts";
import { type ScoreWrite, writeExplanations } from "#lib/explain/queries/write-explanations.ts";
import { writeFeatureScores } from "#lib/explain/queries/write-feature-scores.ts";
import { FEATURE_SCORERS, isFeatureScorerName } from "#lib/explain/scorers/feature-registry.ts";
import type { FeatureScorer } from "#lib/explain/scorers/feature-scorer.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { describeProvenance, methodSettings, runKey } from "#workers/explain/describe-run.ts";
import { explainAll, scoreAll, scoreFeatures } from "#workers/explain/explain-all.ts";
import { findExplainer, findScorer, type LlmFree, requireLlmFree } from "#lib/explain/find-method.ts";
import { openMaterial, TOO_SMALL } from "#workers/explain/open-material.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import type { JobHandler } from "#workers/job-handler.ts";

/** Share of the progress bar that running the model takes: about half of the time. */
const OBSERVING_SHARE = 1 / 2;

/**
 * Explains every feature of a source without a language model, and scores what it wrote, and features themselves; stores
 * each method's work at once.
 */
export const explainSourceJob: JobHandler<"explain-source"> = async (payload, context) => {
  const { db, report, signal } = context;
  const { run, source } = await getRunSource(db, payload);
  const explainers = payload.explainers.map((name) => requireLlmFree(findExplainer(name)));
  const scorers = payload.scorers
    .filter((name) => !isFeatureScorerName(name))
    .map((name) => requireLlmFree(findScorer(name)));
  const featureScorers = payload.scorers.filter(isFeatureScorerName).map((name) => FEATURE_SCORERS[name]);
  const { features } = source;
  report(0, { total: features });
  await context.sessions.close();
  const onTokens = (done: number, total: number) => report(Math.floor((features * OBSERVING_SHARE * done) / total));
  // Features themselves are scored on the test split, and nothing is made from the others.
  const splits = explainers.length === 0 ? (["test"] as const) : undefined;
  const material = await openMaterial(run, source, { ...context, onTokens }, splits);
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
