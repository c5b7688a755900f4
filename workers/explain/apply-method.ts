import type { Asking, ExplainOutcome, Explainer } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import type { Scored, Scorer, ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

/** Has an explainer explain a feature, whether or not it asks a language model. @param asking for one that does */
export async function explain(
  explainer: Explainer,
  material: SourceMaterial,
  feature: number,
  asking: Asking | undefined,
): Promise<ExplainOutcome> {
  if (!explainer.asks) return explainer.explain(material, feature);
  return explainer.explain(material, feature, requireAsking(explainer, asking));
}

/** Has a scorer score an explanation, whether or not it asks a language model. @param asking for one that does */
export async function score(
  scorer: Scorer,
  material: SourceMaterial,
  scored: Scored,
  { asking, signal }: { asking: Asking | undefined; signal: AbortSignal },
): Promise<ScoreOutcome> {
  if (!scorer.asks) return scorer.score(material, scored, signal);
  return scorer.score(material, scored, requireAsking(scorer, asking));
}

function requireAsking({ name }: { name: string }, asking: Asking | undefined): Asking {
  if (!asking) throw new Error(`“${name}” asks a language model, and the job opened none.`);
  return asking;
}
