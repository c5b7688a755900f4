import { askExplanation, tooSilent } from "#lib/explain/explainers/ask-explanation.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { markedPassages } from "#lib/explain/explainers/marked-passages.ts";
import { observed } from "#lib/explain/material.ts";
import { contrastivePrompt } from "#lib/explain/prompts/contrastive.ts";
import { drawNegatives } from "#lib/explain/sampling/draw-negatives.ts";
import { rankNearest } from "#lib/explain/sampling/nearest-windows.ts";
import { negativeCandidates } from "#lib/explain/sampling/negative-candidates.ts";
import { pickByDecile } from "#lib/explain/sampling/pick-by-decile.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { splitWindows } from "#lib/explain/sampling/window.ts";

const PER_DECILE = 2;
const OFF = 6;

/**
 * Shows a language model passages in which the feature fires beside hard ones in which it does not: with a token that
 * elsewhere fires it, with a neighbour's activity, with like text. Delphi shows 15 and 5, the 5 among those it scores on.
 */
export const contrastive: Explainer = {
  name: "contrastive",
  version: 2,
  side: "input",
  asks: true,
  embeds: true,
  settings: { prompt: contrastivePrompt.hash, temperature: 0, perDecile: PER_DECILE, off: OFF },
  async explain(material, feature, asking) {
    const { text } = material.splits.explain;
    const windows = splitWindows(text, observed(material, "explain", feature));
    const silent = tooSilent(windows.activating.length);
    if (silent) return silent;
    const { embeddings, signal } = asking;
    const nearest = embeddings && rankNearest(windows, await embeddings(text, signal));
    const candidates = negativeCandidates(material, { split: "explain", feature, silent: windows.silent, nearest });
    const hard = drawNegatives(
      candidates.filter(({ kind }) => kind !== "random"),
      OFF,
    );
    const { seed } = material;
    const shown = pickByDecile(windows.activating, PER_DECILE, { text, seed, feature, purpose: "explain" });
    const on = markedPassages(material, shown, windows.activating[0]?.max ?? 0);
    const off = hard.map((window) => windowTokens(material, text, window).join(""));
    return askExplanation(asking, { ...contrastivePrompt.write({ on, off }), temperature: 0 });
  },
};
