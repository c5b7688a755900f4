import { getRun } from "#lib/catalog/queries/runs.ts";
import { AppError } from "#lib/errors.ts";
import type { Asking, ExplainOutcome, Explainer } from "#lib/explain/explainers/explainer.ts";
import { findLlmSettings } from "#lib/explain/llm-settings.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { listCurrentDrafts } from "#lib/explain/queries/current-drafts.ts";
import { createLlmStore } from "#lib/explain/queries/llm-calls.ts";
import { writeExplanations } from "#lib/explain/queries/write-explanations.ts";
import { pickShuffled } from "#lib/explain/scorers/pick-shuffled.ts";
import type { Scored, Scorer, ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { createBudget } from "#lib/llm/budget.ts";
import { openLlm } from "#lib/llm/client.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import { describeProvenance, methodSettings, runKey } from "#workers/explain/describe-run.ts";
import { findExplainer, findScorer } from "#workers/explain/find-method.ts";
import { openMaterial, TOO_SMALL } from "#workers/explain/open-material.ts";
import type { JobHandler } from "#workers/job-handler.ts";

/** The method whose explanations of other features stand in for wrong ones: every source has them. */
const SHUFFLED_METHOD = "token-statistics";

/**
 * Asks a language model to explain chosen features and judges what it wrote. Each feature is stored as it is done; an
 * interrupted job begins anew, but every answer that was paid for is known by then, so it costs nothing again.
 */
export const explainFeaturesJob: JobHandler<"explain-features"> = async (payload, context) => {
  const { db, report, signal } = context;
  const settings = requireSettings();
  const run = await getRun(db, payload.runId);
  const source = run.sources.find(({ id }) => id === payload.sourceId);
  if (!source) throw new AppError("not_found", `Run ${payload.runId} does not compute source ${payload.sourceId}.`);
  const explainer = findExplainer(payload.explainer);
  const scorers = payload.scorers.map(findScorer).filter(({ side }) => side === explainer.side);
  report(0, { total: payload.features.length });
  await context.sessions.close();
  const material = await openMaterial(run, source, context);
  if (!material) {
    report(payload.features.length, { note: TOO_SMALL });
    return [];
  }
  const { maxUsd, maxTokens } = payload;
  const limits = { ...(maxUsd === undefined ? {} : { maxUsd }), ...(maxTokens === undefined ? {} : { maxTokens }) };
  const budget = createBudget({ ...limits, ...(context.cost ? { spent: context.cost } : {}) });
  const tell = (done: number) =>
    report(done, { cost: { ...budget.spent(), maxUsd: maxUsd ?? null, maxTokens: maxTokens ?? null } });
  const key = (method: Explainer | Scorer) =>
    runKey(method, describeProvenance(run, source, material, methodSettings(method, material)), settings.model);
  const shuffledOf = pickShuffled(
    await listCurrentDrafts(db, { sourceId: source.id, method: SHUFFLED_METHOD }),
    material,
  );
  const llm = openLlm(settings, { store: createLlmStore(db) });
  const asking: Asking = {
    llm,
    budget,
    signal,
    logprobs: settings.capabilities.logprobs,
    embeddings: material.embeddings.windows,
  };
  try {
    for (const [done, index] of payload.features.entries()) {
      signal.throwIfAborted();
      const outcome = await explain(explainer, material, index, asking);
      const scores = [];
      if (outcome.ok) {
        for (const scorer of scorers) {
          const scored = { feature: index, explanation: outcome.draft, shuffled: shuffledOf(index) };
          const result = { index, draft: outcome.draft, outcome: await score(scorer, material, scored, asking) };
          scores.push({ scorer: key(scorer), results: [result] });
        }
      } else if (outcome.failure.kind === "over_budget") throw new AppError("bad_request", outcome.failure.detail);
      await writeExplanations(db, {
        sourceId: source.id,
        explainer: key(explainer),
        explanations: outcome.ok ? [{ index, draft: outcome.draft }] : [],
        failures: outcome.ok ? [] : [{ index, ...outcome.failure }],
        scores,
      });
      tell(done + 1);
    }
  } finally {
    await llm.close();
  }
  return [];
};

/** @throws AppError unavailable when no language model is set up, bad_request when it is set up wrongly */
function requireSettings(): LlmSettings {
  let settings: LlmSettings | undefined;
  try {
    settings = findLlmSettings();
  } catch (cause) {
    throw new AppError(
      "bad_request",
      cause instanceof Error ? cause.message : "The language model is set up wrongly.",
      { cause },
    );
  }
  if (!settings)
    throw new AppError(
      "unavailable",
      "No language model is set up: set LLM_PROVIDER and LLM_MODEL for the worker (docs/llm.md).",
    );
  return settings;
}

const explain = async (
  explainer: Explainer,
  material: SourceMaterial,
  feature: number,
  asking: Asking,
): Promise<ExplainOutcome> =>
  explainer.asks ? explainer.explain(material, feature, asking) : explainer.explain(material, feature);

const score = async (scorer: Scorer, material: SourceMaterial, scored: Scored, asking: Asking): Promise<ScoreOutcome> =>
  scorer.asks ? scorer.score(material, scored, asking) : scorer.score(material, scored, asking.signal);
