/** A method in plain words, for a reader who wants to know what a label or a number is worth. */
export type MethodText = {
  /** As in the registry and in the address of its page. */
  name: string;
  title: string;
  /** Whether it asks a language model. */
  asks: boolean;
  /** One sentence, for lists. */
  summary: string;
  /** What it does, a paragraph each. */
  does: readonly string[];
  /** What its number means; for an explainer, how its explanations are judged. */
  number: readonly string[];
  /** What its number must beat. */
  baselines: readonly { name: string; words: string }[];
  /** What not to conclude. */
  limits: readonly string[];
  papers: readonly { text: string; url: string; relation: string }[];
};
