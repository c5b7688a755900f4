import type { MethodText } from "./method-text.ts";

const CHANCE = { name: "Constant", words: "the same answer to every passage: 0.50." } as const;
const SHUFFLED = {
  name: "Shuffled",
  words:
    "the same judge with an explanation of another feature about as rare: what it guesses right without being told.",
} as const;
const INTERVAL =
  "The interval draws documents again and again with replacement. With a hundred passages it is wide." as const;
const JUDGE_LIMIT =
  "It measures explanation and judge together: a better judge gives other figures. Compare only what the same judge scored." as const;
const DELPHI = {
  text: "Paulo et al. 2024, “Automatically Interpreting Millions of Features in Large Language Models”",
  url: "https://arxiv.org/abs/2410.13928",
} as const;
const OPENAI = {
  text: "Bills et al. 2023, “Language models can explain neurons in language models”",
  url: "https://openaipublic.blob.core.windows.net/neuron-explainer/paper/index.html",
} as const;

/** Scorers of lib/explain/scorers/registry.ts that ask a language model. */
export const ASKING_SCORER_TEXTS: readonly MethodText[] = [
  {
    name: "detection",
    title: "Detection",
    asks: true,
    summary: "A judge reads passages and says in which the feature fires, by the explanation alone.",
    does: [
      "Held-out passages from every tenth of the feature’s strengths are mixed with as many in which it is silent, hard ones among them. The judge is given the explanation and says yes or no to each.",
    ],
    number: [
      "Balanced accuracy: the mean of the share of firing passages it finds and the share of silent ones it leaves alone. 1 is perfect, 0.50 is guessing. An answer that fails counts as wrong.",
      INTERVAL,
    ],
    baselines: [CHANCE, SHUFFLED],
    limits: [
      "Half of its passages are firing ones; in text they are rare. A rate of false alarms that looks small here would drown a rare feature.",
      "It asks about passages and not about tokens: the right subject is enough.",
      JUDGE_LIMIT,
    ],
    papers: [
      {
        ...DELPHI,
        relation:
          "the same windows, batches and headline; the hard silent passages and counting failures as wrong are ours.",
      },
    ],
  },
  {
    name: "fuzzing",
    title: "Fuzzing",
    asks: true,
    summary: "A judge reads passages with marked tokens and says where the marks are right.",
    does: [
      "Passages are shown with tokens marked: those on which the feature fires, or others. The judge is given the explanation and says whether the marks fit it. In a fifth of the wrong ones the feature does fire in the passage, only elsewhere.",
    ],
    number: [
      "Balanced accuracy, as in detection: 1 is perfect, 0.50 is guessing. It asks for the place as well as the subject.",
      INTERVAL,
    ],
    baselines: [CHANCE, SHUFFLED],
    limits: [
      "Marks in odd places look wrong to a judge whatever the explanation says; the shuffled baseline shows how much that gives.",
      JUDGE_LIMIT,
    ],
    papers: [{ ...DELPHI, relation: "the same marks and headline; wrong marks in firing passages are ours." }],
  },
  {
    name: "simulation",
    title: "Simulation",
    asks: true,
    summary: "A judge expects a strength for every token, and the score is how these go with the true ones.",
    does: [
      "The judge is given the explanation and a passage, and its probabilities for the numbers 0 to 9 at every token give the strength it expects. One passage comes from each tenth of the feature’s strengths, and as many from anywhere.",
    ],
    number: [
      "Correlation between expected and true strengths over all tokens of the passages, times the share of tokens that were answered: 1 is perfect, 0 is none.",
      "The calibrated figures ask for the right size as well, with a scale learned on other documents.",
    ],
    baselines: [SHUFFLED, { name: "Constant", words: "the same strength everywhere: 0." }],
    limits: [
      "Half of the passages are chosen because the feature fires in them, so it fires far more often than in text and the figure is higher than it would be there. Do not compare it with exact simulation.",
      "It needs a judge that gives the probabilities of a text’s own tokens (few do) or, at one call a token, of what it would say next.",
      JUDGE_LIMIT,
    ],
    papers: [
      {
        ...OPENAI,
        relation:
          "the same in form; passages are shorter and drawn from every strength, and an answer that cannot be read is a failure instead of zeros.",
      },
    ],
  },
  {
    name: "simulation-by-words",
    title: "Simulation by words",
    asks: true,
    summary: "Simulation for judges without probabilities: a digit for every token, written out.",
    does: ["As simulation, but the judge writes a whole number for every token."],
    number: [
      "Correlation, as in simulation. The judge guesses one number where the other has an expectation over all, so the two are not to be compared.",
    ],
    baselines: [SHUFFLED, { name: "Constant", words: "the same strength everywhere: 0." }],
    limits: [
      "Writing a number for every token is tedious, and judges lose count. Such an answer is a failure, and failures lower the score.",
      "As in simulation, the feature fires far more often in these passages than in text.",
      JUDGE_LIMIT,
    ],
    papers: [
      {
        ...OPENAI,
        relation:
          "what others run where probabilities are not to be had; answers that do not fit the tokens are failures here.",
      },
    ],
  },
];
