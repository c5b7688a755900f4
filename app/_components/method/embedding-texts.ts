import type { MethodText } from "./method-text.ts";

const DELPHI = {
  text: "Paulo et al. 2024, “Automatically Interpreting Millions of Features in Large Language Models”",
  url: "https://arxiv.org/abs/2410.13928",
} as const;
const ENCODER = {
  text: "Cer et al. 2018, “Universal Sentence Encoder”",
  url: "https://arxiv.org/abs/1803.11175",
  relation: "the encoder used here unless another was set; the provenance of a score names it.",
} as const;
const ENCODER_LIMIT =
  "It sees through a small encoder of English sentences: subjects and their words, little of grammar, place or spelling, nothing of which token fires. Another encoder gives other figures.";
const INTERVAL = "The interval draws documents again and again with replacement.";

/** Compares an explanation's text with passages: of lib/explain/scorers/registry.ts. */
export const EMBEDDING_MATCH_TEXT: MethodText = {
  name: "embedding-match",
  title: "Embedding match",
  asks: false,
  summary: "Asks an encoder of sentences whether passages where the feature fires are nearer to the explanation.",
  does: [
    "An encoder turns the explanation and every held-out passage of 32 tokens into directions, which lie near one another where the texts are about the same. Passages are ranked by how near they are to the explanation. All are ranked, as often as the feature fires in text, and not a chosen half.",
    "Any text can be scored so: a rule written out, what a language model wrote, what a person did. Nobody is asked.",
  ],
  number: [
    "AUROC: how often a passage in which the feature fires is nearer to the explanation than one in which it is silent. 1 is always, 0.50 is guessing.",
    "Precision, recall and false alarms are counted where as many passages are taken as fire; the three are one figure there. AUROC is given once more against each kind of hard silent passage alone: with the same tokens, with similar text, and where its nearest features fire.",
    INTERVAL,
  ],
  baselines: [
    { name: "Top token", words: "the token it fires on most, as if it were the explanation." },
    { name: "Shuffled", words: "explanations of other features about as rare." },
    { name: "Constant", words: "every passage equally near: 0.50." },
  ],
  limits: [
    "It never ranks explanations here, and stands beside other scores only.",
    ENCODER_LIMIT,
    "A sentence about a rule (“fires on ‘the’ after ‘of’”) is near to talk of rules, not to passages that follow it. A low figure then says nothing against the rule.",
    "Being about the right subject is enough for a high one.",
  ],
  papers: [
    {
      ...DELPHI,
      relation:
        "their embedding score, over all passages instead of half and half, with another encoder and without its prefix for questions.",
    },
    ENCODER,
  ],
};

/** Needs no explanation: of lib/explain/scorers/feature-registry.ts. */
export const INTRUDER_COHERENCE_TEXT: MethodText = {
  name: "intruder-coherence",
  title: "Intruder coherence",
  asks: false,
  summary: "Looks whether the passages in which a feature fires hang together, without any explanation.",
  does: [
    "A set is four held-out passages in which the feature fires about equally strongly, and one in which it is silent: the intruder. An encoder of sentences turns all five into directions, and the one that is least like the other four is taken for the intruder. If passages where it fires have something in common, that is the right one.",
    "Up to five sets come from every tenth of the feature’s strengths. The four are of different documents, and no text twice, where there are such.",
  ],
  number: [
    "The share of sets whose intruder was found. 1 is always, 0.20 is guessing one of five.",
    "Beside it, for the strongest and the weakest tenth alone; and AUROC of single passages, each compared with all others of the sets: how often one that fires is nearer to those that fire.",
    `${INTERVAL} It is at least as wide as that of as many independent sets.`,
  ],
  baselines: [
    { name: "Guessing", words: "one of five: 0.20." },
    {
      name: "Shuffled",
      words:
        "the same sets with every passage where it fires replaced by one of the same document where it is silent. A feature that fires in one document only is coherent for that reason, and so is this.",
    },
  ],
  limits: [
    "It says whether there is something to explain that an encoder can see, not what it is. A clear rule about tokens, as a comma after a number, can be at chance.",
    ENCODER_LIMIT,
    "Published comparisons found that figures from embeddings of examples go only loosely with what people judge.",
    "A figure above chance may come from the kind of text alone: code among prose is easily told.",
    "A feature that fires in fewer than 20 held-out passages gets no figure.",
  ],
  papers: [
    {
      text: "Paulo and Belrose 2025, “Evaluating SAE interpretability without explanations”",
      url: "https://arxiv.org/abs/2507.08473",
      relation:
        "intruder detection judged by a language model; the encoder in its place, held-out documents and the shuffled baseline are ours.",
    },
    ENCODER,
  ],
};
