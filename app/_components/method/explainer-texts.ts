import { ASKING_EXPLAINER_TEXTS } from "./asking-explainer-texts.ts";
import type { MethodText } from "./method-text.ts";

/** Every explainer of lib/explain/explainers/registry.ts. */
export const EXPLAINER_TEXTS: readonly MethodText[] = [
  {
    name: "token-statistics",
    title: "Token statistics",
    asks: false,
    summary: "Finds a short rule about tokens that tells where a feature fires, without a language model.",
    does: [
      "It counts on which tokens a feature fires, and after which words, and looks for a rule of up to four parts: these tokens, this word, words that end so, numbers, the first token of a passage, and the like. Each part says how strongly the feature should fire where it holds.",
      "Rules are found on one part of the documents and chosen on a second: a longer rule is taken only when it predicts clearly better there. The sentence you read is that rule written out. A machine can carry it out, so nothing is left to judgement when it is scored.",
    ],
    number: [
      "Its rules are scored by exact simulation on a third part of the documents, which neither step has seen.",
      "Where a feature fires too rarely for a rule, it says so and gives none.",
    ],
    baselines: [
      {
        name: "Top token",
        words:
          "the rule that names only the token it fires on most. A rule that is no better adds nothing to a glance at the examples.",
      },
    ],
    limits: [
      "It sees tokens and the few words before them, not meaning. A feature for a subject reads as a list of words about it, or gets a poor rule.",
      "It looks back only, as the model does, and not far.",
      "A rule that predicts well on this corpus describes this corpus. Other text may break it.",
    ],
    papers: [
      {
        text: "Foote et al. 2023, “Neuron to Graph: Interpreting Language Model Neurons at Scale”",
        url: "https://arxiv.org/abs/2305.19911",
        relation:
          "explains neurons by tokens and their contexts too, as graphs; our rules and how they are found are our own.",
      },
    ],
  },
  {
    name: "output-statistics",
    title: "Output statistics",
    asks: false,
    summary: "Names the tokens a feature makes more likely, where the text that follows bears it out.",
    does: [
      "A feature’s direction, read through the model’s output weights, raises some tokens and lowers others. This method takes the six it raises most and counts how often one of them really comes next where the feature fires.",
      "Only where that is surely more often than anywhere else does it write a label, naming them. Elsewhere it says that the text does not bear the tokens out.",
    ],
    number: ["Its labels are scored by promotion, on documents that were not counted here."],
    baselines: [{ name: "Base rate", words: "how often one of the same six tokens comes next after any token." }],
    limits: [
      "The tokens are read off the weights. Everything that later layers do in between is left out, so it says less about early layers.",
      "That a token follows often does not show that the feature caused it. Both may come from the same text.",
    ],
    papers: [
      {
        text: "nostalgebraist 2020, “interpreting GPT: the logit lens”",
        url: "https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens",
        relation: "reads directions through the output weights.",
      },
      {
        text: "Gur-Arieh et al. 2025, “Enhancing Automated Interpretability with Output-Centric Feature Descriptions”",
        url: "https://arxiv.org/abs/2501.08319",
        relation:
          "describes features by what they promote, with a language model; the check against the text that follows is ours.",
      },
    ],
  },
  ...ASKING_EXPLAINER_TEXTS,
];
