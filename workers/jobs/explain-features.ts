import { badRequest } from "#lib/errors.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { findExplainer, findScorer } from "#lib/explain/find-method.ts";
import { requireLlmSettings } from "#lib/explain/llm-settings.ts";
import { type ExplainResults, writeExplanations } from "#lib/explain/queries/write-explanations.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { explain, score } from "#workers/explain/apply-method.ts";
import { describeProvenance, methodSettings, runKey } from "#workers/explain/describe-run.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import { openAsking } from "#workers/explain/open-asking.ts";
import { openMaterialAloud, TOO_SMALL } from "#workers/explain/open-material.ts";
import { loadShuffled } from "#workers/explain/shuffled-of.ts";
import type { JobHandler } from "#workers/job-handler.ts";

/**
 * Asks a language model to explain chosen features and judges what it wrote. Each feature is stored as it is done; an
 * interrupted job begins anew, but every answer that was paid for is known by then, so it costs nothing again.
 */
export const explainFeaturesJob: JobHandler<"explain-features"> = async (payload, context) => {
  const { db, report, signal } = context;
  const settings = requireLlmSettings();
  const { run, source } = await getRunSource(db, payload);
  const explainer = findExplainer(payload.explainer);
  const scorers = payload.scorers.map(findScorer).filter(({ side }) => side === explainer.side);
  report(0, { total: payload.features.length });
  await context.sessions.close();
  const material = await openMaterialAloud(run, source, context);
  if (!material) {
    report(payload.features.length, { note: TOO_SMALL });
    return [];
  }
  const keyOf = (method: Explainer | Scorer) =>
    runKey(method, describeProvenance(run, source, material, methodSettings(method, material)), settings.model);
  const shuffledOf = await loadShuffled(db, { sourceId: source.id, side: explainer.side }, material);
  const { asking, tell, isOverBudget, requirePaid, close } = openAsking(settings, payload, { ...context, material });
  try {
    for (const [done, index] of payload.features.entries()) {
      signal.throwIfAborted();
      const outcome = await explain(explainer, material, index, asking);
      if (!outcome.ok && outcome.failure.kind === "over_budget") throw badRequest(outcome.failure.detail);
      tell();
      const scores: ExplainResults["scores"][number][] = [];
      if (outcome.ok) {
        const { draft } = outcome;
        const scored = { feature: index, explanation: draft, shuffled: shuffledOf(index) };
        for (const scorer of scorers) {
          const found = await score(scorer, material, scored, { asking, signal });
          // What the budget cut short is no score; what was scored before it is kept.
          if (isOverBudget()) break;
          scores.push({ scorer: keyOf(scorer), results: [{ index, draft, outcome: found }] });
          tell();
        }
      }
      await writeExplanations(db, {
        sourceId: source.id,
        explainer: keyOf(explainer),
        explanations: outcome.ok ? [{ index, draft: outcome.draft }] : [],
        failures: outcome.ok ? [] : [{ index, ...outcome.failure }],
        scores,
      });
      requirePaid();
      tell(done + 1);
    }
  } finally {
    await close();
  }
  return [];
};
