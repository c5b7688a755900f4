import { tokenText } from "#lib/catalog/vocabulary.ts";
import { askExplanation } from "#lib/explain/explainers/ask-explanation.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { pickStrongest } from "#lib/explain/explainers/pick-strongest.ts";
import { LABEL_WORDS_MAX, maxActivationLogitsPrompt } from "#lib/explain/prompts/max-activation-logits.ts";
import { onOneLine, windowTokens } from "#lib/explain/sampling/window-text.ts";

const TEXTS = 10;
const PROMOTED = 10;
/** Tokens shown on either side of a peak, Neuronpedia's. */
const AROUND = 24;

/**
 * Names a feature by its strongest tokens, what follows them and what its direction makes likely. As Neuronpedia's
 * `np_max-act-logits` in its four lists and a name of few words; unlike it with one worked example, at temperature 0, and
 * what is no such name is a failure.
 */
export const maxActivationLogits: Explainer = {
  name: "max-activation-logits",
  version: 2,
  side: "input",
  asks: true,
  settings: { prompt: maxActivationLogitsPrompt.hash, temperature: 0, texts: TEXTS },
  async explain(material, feature, asking) {
    const { text } = material.splits.explain;
    const strongest = pickStrongest(material, feature, { count: TEXTS, before: AROUND, after: AROUND });
    if (!strongest.ok) return strongest;
    const { peaks } = strongest;
    const shown = peaks.map((window) => ({ tokens: windowTokens(material, text, window), peak: window.peak }));
    const said = maxActivationLogitsPrompt.write({
      strongest: shown.flatMap(({ tokens, peak }) => tokens[peak] ?? []),
      following: shown.flatMap(({ tokens, peak }) => tokens[peak + 1] ?? []),
      promoted: material
        .facts(feature)
        .promoted.slice(0, PROMOTED)
        .map((id) => onOneLine(tokenText(material.vocabulary, id).text)),
      texts: shown.map(({ tokens }) => tokens.join("")),
    });
    return askExplanation(asking, { ...said, temperature: 0 }, { wordsMax: LABEL_WORDS_MAX });
  },
};
