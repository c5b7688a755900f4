import type { MethodText } from "./method-text.ts";

/** Holds for every text that a language model wrote. */
const JUDGED = [
  "Its texts are scored by a judge that sees nothing else of the feature: by detection, fuzzing or simulation, on documents that it was not shown.",
  "An answer that is refused, cut off or not understood counts as a failure of the method and is never shown as a label.",
] as const;
const BASELINES = [
  {
    name: "Shuffled",
    words: "what the same method wrote of another feature, or a rule for one, given to the same judge.",
  },
  {
    name: "Token statistics",
    words:
      "written without a language model. A sentence that does no better than a list of tokens was not worth asking for.",
  },
] as const;
const FLUENCY =
  "A fluent sentence is easy to agree with. It may be broader than the feature, which shows as false alarms, or hold for its strongest tokens only.";

/** Explainers of lib/explain/explainers/registry.ts that ask a language model. */
export const ASKING_EXPLAINER_TEXTS: readonly MethodText[] = [
  {
    name: "token-activation-pairs",
    title: "Token and activation pairs",
    asks: true,
    summary: "Shows a language model the strongest excerpts token by token, each with its activation.",
    does: [
      "The five strongest excerpts of 64 tokens are written out as a list of tokens with whole numbers from 0 to 10. Where most are 0, the others are listed once more. The model answers with one line.",
    ],
    number: JUDGED,
    baselines: BASELINES,
    limits: [
      "It sees the strongest excerpts only, so it cannot know what the feature does when it fires weakly.",
      FLUENCY,
    ],
    papers: [
      {
        text: "Bills et al. 2023, “Language models can explain neurons in language models”",
        url: "https://openaipublic.blob.core.windows.net/neuron-explainer/paper/index.html",
        relation:
          "the same number and length of excerpts and the same levels; one question in our own words after one worked example.",
      },
    ],
  },
  {
    name: "marked-windows",
    title: "Marked windows",
    asks: true,
    summary: "Shows a language model passages of every strength with the active tokens marked.",
    does: [
      "Windows of 32 tokens are drawn from each tenth of the feature’s strengths, four of each, so that weak firings are seen as well. Active tokens are marked and their strengths listed below. The model answers with one line.",
    ],
    number: JUDGED,
    baselines: BASELINES,
    limits: ["It is not shown where the feature stays silent, so it may not see what would be too broad.", FLUENCY],
    papers: [
      {
        text: "Paulo et al. 2024, “Automatically Interpreting Millions of Features in Large Language Models”",
        url: "https://arxiv.org/abs/2410.13928",
        relation:
          "the default explainer of their library Delphi, in windows, sampling and marks; with one worked example, in our own words.",
      },
    ],
  },
  {
    name: "contrastive",
    title: "Contrastive",
    asks: true,
    summary: "Shows a language model where the feature fires beside look-alikes where it is silent.",
    does: [
      "As marked windows, with passages beside them in which the feature stays silent although it might be expected: with a token that fires it elsewhere, where a similar feature fires, or with similar text. The model is asked what tells the two apart.",
    ],
    number: JUDGED,
    baselines: BASELINES,
    limits: ["The look-alikes are few. A sentence that excludes them may still be wrong about others.", FLUENCY],
    papers: [
      {
        text: "Paulo et al. 2024, “Automatically Interpreting Millions of Features in Large Language Models”",
        url: "https://arxiv.org/abs/2410.13928",
        relation: "Delphi has a contrastive mode too; its silent passages come from those it scores on, ours never do.",
      },
    ],
  },
  {
    name: "max-activation-logits",
    title: "Strongest tokens and logits",
    asks: true,
    summary: "Asks a language model for a name of a few words, from the strongest tokens and the promoted ones.",
    does: [
      "The model is given four lists: the tokens on which the feature is strongest, those that follow them, those it makes most likely, and the texts around its peaks. It answers with a short name.",
    ],
    number: JUDGED,
    baselines: BASELINES,
    limits: [
      "A name of a few words is easy to read and says little. What the feature responds to and what it promotes are mixed in it.",
      "Only its strongest tokens are looked at.",
    ],
    papers: [
      {
        text: "Neuronpedia, “np_max-act-logits”",
        url: "https://www.neuronpedia.org",
        relation: "uses the same four lists; with one worked example, and what is no such name is a failure here.",
      },
    ],
  },
  {
    name: "best-of-k",
    title: "Best of several",
    asks: true,
    summary: "Asks for several explanations and keeps the one a judge can use best.",
    does: [
      "It asks as marked windows does, four times with some chance in the answers, and lets a judge use each on passages from a part of the documents kept for choosing. The one that does best is kept.",
    ],
    number: [
      ...JUDGED,
      "What it reached while choosing is not reported: the best of several is partly luck, and only a fresh part of the documents shows how much.",
    ],
    baselines: BASELINES,
    limits: ["It is tuned to what the judge can use, which need not be what a person would write.", FLUENCY],
    papers: [
      {
        text: "Choi et al. 2024, “Scaling Automatic Neuron Description” (Transluce)",
        url: "https://transluce.org/neuron-descriptions",
        relation: "sample several and keep the best by a simulator; detection takes its place here.",
      },
    ],
  },
];
