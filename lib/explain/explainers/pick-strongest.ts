import { tooSilent } from "#lib/explain/explainers/ask-explanation.ts";
import type { ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { pickPeaks, type PeakWindow } from "#lib/explain/sampling/pick-peaks.ts";

/** The strongest windows of the documents that explanations are made from, or the outcome where there are too few. */
export function pickStrongest(
  material: SourceMaterial,
  feature: number,
  size: { count: number; before: number; after: number },
): { ok: true; peaks: PeakWindow[] } | Extract<ExplainOutcome, { ok: false }> {
  const peaks = pickPeaks(material.splits.explain.text, observed(material, "explain", feature), size);
  return tooSilent(peaks.length) ?? { ok: true, peaks };
}
