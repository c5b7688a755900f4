import { askExplanation } from "#lib/explain/explainers/ask-explanation.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { pickStrongest } from "#lib/explain/explainers/pick-strongest.ts";
import { normalizeActivationsDown } from "#lib/explain/metrics/normalized-activations.ts";
import { tokenActivationPairsPrompt } from "#lib/explain/prompts/token-activation-pairs.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";

const EXCERPTS = 5;
/** 64 tokens together, OpenAI's context; most before the peak, as a causal model sees nothing after it. */
const BEFORE = 47;
const AFTER = 16;

/**
 * Shows a language model the strongest excerpts token by token with their activations. As OpenAI's in number and length of
 * excerpts, in levels (⌊10·a/max⌋ of those shown) and in listing sparse ones twice; unlike it as one question in our own
 * words after one worked example, at temperature 0.
 * @see Bills et al. 2023, "Language models can explain neurons in language models"
 */
export const tokenActivationPairs: Explainer = {
  name: "token-activation-pairs",
  version: 2,
  side: "input",
  asks: true,
  settings: { prompt: tokenActivationPairsPrompt.hash, temperature: 0, excerpts: EXCERPTS },
  async explain(material, feature, asking) {
    const { text } = material.splits.explain;
    const strongest = pickStrongest(material, feature, { count: EXCERPTS, before: BEFORE, after: AFTER });
    if (!strongest.ok) return strongest;
    const { peaks } = strongest;
    const max = peaks.reduce((most, peak) => Math.max(most, peak.max), 0);
    const excerpts = peaks.map((peak) => {
      const levels = normalizeActivationsDown(peak.values, max);
      return windowTokens(material, text, peak).map((token, i) => ({ token, level: levels[i] ?? 0 }));
    });
    return askExplanation(asking, { ...tokenActivationPairsPrompt.write({ excerpts }), temperature: 0 });
  },
};
