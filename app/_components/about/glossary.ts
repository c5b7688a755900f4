/** The words this site uses, as a visitor needs them. The code's own glossary is in docs/glossary.md. */
export const GLOSSARY: readonly { word: string; meaning: string }[] = [
  { word: "Model", meaning: "A language model: it reads tokens and guesses the next one." },
  { word: "Token", meaning: "A piece of text as the model reads it, often a word with the space before it." },
  {
    word: "Source",
    meaning:
      "One dictionary of features read at one place of one model: a sparse autoencoder, a transcoder, or the model’s own neurons.",
  },
  {
    word: "Feature",
    meaning: "One entry of a source. On each token it is silent (zero) or active with some strength.",
  },
  { word: "Example", meaning: "A stretch of text on which a feature was active, with its value at each token." },
  {
    word: "Density",
    meaning: "The share of counted tokens on which a feature is active. Document starts are not counted.",
  },
  { word: "Strength", meaning: "A feature’s value on a token as a share of its largest in the corpus, 1 at most." },
  { word: "Surprise", meaning: "How rare it is that a feature is active, in bits: −log₂ of its density." },
  { word: "Dead", meaning: "Never active on the tokens counted. More text may wake it." },
  { word: "L0", meaning: "How many features of a source are active on a token, on average." },
  {
    word: "Variance explained",
    meaning:
      "How much of the model’s activity a source rebuilds, 1 being all. The tick beside it is what plain PCA with as many directions rebuilds.",
  },
  {
    word: "Interval",
    meaning:
      "The bar behind a point: where the figure would lie, 95 times in 100, had other documents of the same kind been read. It comes from drawing whole documents again.",
  },
  {
    word: "Loss recovered",
    meaning:
      "How much of the model’s skill survives when its activity is replaced by the rebuilt one: 1 is all of it, 0 is no better than removing the activity.",
  },
  {
    word: "Promotes",
    meaning:
      "The tokens a feature makes more likely when it is active, read off its weights. It is a direct effect: later layers may undo it.",
  },
  {
    word: "Explanation",
    meaning: "A text that says what a feature responds to, or what it promotes, by a named method or a person.",
  },
  {
    word: "Score",
    meaning:
      "How well an explanation does on documents that were not read to write it. A point with its interval; the tick is the best baseline.",
  },
  {
    word: "Baseline",
    meaning: "What a figure must beat to mean anything: what one gets without the explanation, or with another’s.",
  },
  {
    word: "Search",
    meaning:
      "Features are found by the words of their explanations and tokens, by what these mean, or by both in one ranking. Underlined is what matches in words; a cosine says how near a meaning is.",
  },
];
