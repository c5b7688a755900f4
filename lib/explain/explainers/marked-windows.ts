import { askExplanation, tooSilent } from "#lib/explain/explainers/ask-explanation.ts";
import type { Explainer, ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { markedPassages } from "#lib/explain/explainers/marked-passages.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { markedWindowsPrompt } from "#lib/explain/prompts/marked-windows.ts";
import { pickByDecile } from "#lib/explain/sampling/pick-by-decile.ts";
import { splitWindows } from "#lib/explain/sampling/window.ts";
import type { ChatRequest } from "#lib/llm/request.ts";

const PER_DECILE = 4;

/**
 * Shows a language model passages of every strength with the active tokens marked. As Delphi's default explainer in
 * windows (32 tokens), sampling (4 of each decile by rank), marks (0.3 of the window's maximum) and levels; unlike it
 * with one worked example, in our own words, and from documents that nothing is scored on.
 * @see Paulo et al. 2024, "Automatically Interpreting Millions of Features in Large Language Models"
 */
export const markedWindows: Explainer = {
  name: "marked-windows",
  version: 2,
  side: "input",
  asks: true,
  settings: { prompt: markedWindowsPrompt.hash, temperature: 0, perDecile: PER_DECILE },
  async explain(material, feature, asking) {
    const question = writeQuestion(material, feature);
    return "ok" in question ? question : askExplanation(asking, { ...question, temperature: 0 });
  },
};

/** What a model is asked about a feature, or why it is not asked. */
export function writeQuestion(
  material: SourceMaterial,
  feature: number,
): Extract<ExplainOutcome, { ok: false }> | Pick<ChatRequest, "system" | "prompt"> {
  const { text } = material.splits.explain;
  const { activating } = splitWindows(text, observed(material, "explain", feature));
  const silent = tooSilent(activating.length);
  if (silent) return silent;
  const { seed } = material;
  const windows = pickByDecile(activating, PER_DECILE, { text, seed, feature, purpose: "explain" });
  return markedWindowsPrompt.write({ passages: markedPassages(material, windows, activating[0]?.max ?? 0) });
}
