import { ASKING_SCORER_TEXTS } from "./asking-scorer-texts.ts";
import { EMBEDDING_MATCH_TEXT, INTRUDER_COHERENCE_TEXT } from "./embedding-texts.ts";
import type { MethodText } from "./method-text.ts";

/** Every scorer of lib/explain/scorers/registry.ts. */
export const SCORER_TEXTS: readonly MethodText[] = [
  {
    name: "exact-simulation",
    title: "Exact simulation",
    asks: false,
    summary: "Carries a rule out on documents it was not made from and compares with what the feature did.",
    does: [
      "The explanation predicts a strength for every token of the held-out documents. The feature has a strength on each of them too. No judge is asked, no examples are picked: every token counts, as often as it occurs.",
      "The interval says where the figure would likely be on other documents of this kind: documents are drawn again and again with replacement, and 95% of the results lie in it.",
    ],
    number: [
      "Correlation between the two, over all held-out tokens: 1 is a perfect prediction, 0 is none. It asks for the right strengths, not only for the right places, and strong tokens weigh most.",
      "Precision is the share of predicted tokens on which the feature fires; recall the share of its tokens that were predicted; F1 joins the two. AUROC asks whether a token where it fires is ranked above one where it is silent; average precision asks that of a rare feature more strictly.",
      "Recall by tenths sorts the tokens on which it fires by strength. Many explanations hold for the strongest tenth only. False alarms are counted on any silent token, on the same tokens where it is silent, and where its nearest features fire, which is harder.",
    ],
    baselines: [
      { name: "Top token", words: "a rule that names only the token it fires on most." },
      {
        name: "Shuffled",
        words: "explanations of other features about as rare, on this feature: what being rare alone gives.",
      },
      { name: "Constant", words: "the same strength everywhere, which correlates with nothing: 0." },
    ],
    limits: [
      "It needs a rule a machine can carry out, so it does not score what people or language models write.",
      "A feature with fewer than 20 held-out tokens gets no figure. Rare features are missing from every average.",
      "A high value says that the rule predicts the feature on this kind of text. It does not say that the model uses it so.",
    ],
    papers: [
      {
        text: "Bills et al. 2023, “Language models can explain neurons in language models”",
        url: "https://openaipublic.blob.core.windows.net/neuron-explainer/paper/index.html",
        relation:
          "scores by correlation with a simulation made by a language model. Ours is made by the rule itself, so the figures are alike in form but not comparable.",
      },
    ],
  },
  {
    name: "promotion",
    title: "Promotion",
    asks: false,
    summary: "Counts how often the tokens that a label names come next, beside how often they do anywhere.",
    does: [
      "On held-out documents it takes every token on which the feature fires, and looks whether one of the tokens that the label names comes next.",
    ],
    number: [
      "The share of next tokens that are among those named. It is meant to be read beside the base rate: 5% is a lot where these tokens make up 0.1% of the text, and nothing where they make up 6%. The lift is one divided by the other.",
    ],
    baselines: [
      { name: "Base rate", words: "the same share after any token of the same documents." },
      {
        name: "Shuffled labels",
        words: "what the labels of three other features of about the same density score here.",
      },
    ],
    limits: [
      "A feature may promote words that are right but do not come, or lower wrong ones, and score nothing here.",
      "It reads the tokens that a label was made of: a text in free words cannot be scored by it.",
      "It is our own measure, counted on text and not on the model’s predictions. Raising the feature and looking at what the model then says would show more.",
    ],
    papers: [],
  },
  EMBEDDING_MATCH_TEXT,
  ...ASKING_SCORER_TEXTS,
];

/** Every scorer of lib/explain/scorers/feature-registry.ts. */
export const FEATURE_SCORER_TEXTS: readonly MethodText[] = [INTRUDER_COHERENCE_TEXT];
