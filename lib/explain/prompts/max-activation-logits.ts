import { answerRules, closing } from "#lib/explain/prompts/explanation-rules.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";
import { afterExample } from "#lib/explain/prompts/worked-example.ts";

export const LABEL_WORDS_MAX = 6;

export type MaxActivationInput = {
  /** Each the strongest token of a passage. */
  strongest: readonly string[];
  /** What came right after each of them. */
  following: readonly string[];
  /** Tokens that the feature makes more likely. */
  promoted: readonly string[];
  texts: readonly string[];
};

const system = `You give short names to features of a language model. Of a feature you are shown four lists: the tokens on which it was strongest, the token that came right after each of those, the tokens that it makes the model more likely to say next, and the passages all this comes from.

Look in this order and stop at the first that gives a name. First: do the strongest tokens share a word, form or meaning? Second: do the tokens that follow and the tokens it makes likely agree on what is about to be said? Then the name is "say" and that. Third: do the passages share a subject? ${answerRules(`a name of 1 to ${LABEL_WORDS_MAX} words`)}`;

const EXAMPLE: MaxActivationInput = {
  strongest: [" five", " 40"],
  following: [" every", " and"],
  promoted: ["th", " o", " per"],
  texts: ["open from nine to five every day", "see pages 12 to 40 and the table"],
};

/** Neuronpedia's form in our own words. */
export const maxActivationLogitsPrompt = definePrompt({
  name: "max-activation-logits",
  version: 2,
  sample: {
    strongest: [" Monday", " Tuesday"],
    following: [" morning", ","],
    promoted: [" morning", " night"],
    texts: ["We met on Monday morning.", "Come on Tuesday, if you can."],
  },
  write: (input: MaxActivationInput) => ({
    system,
    prompt: afterExample(writeQuestion(EXAMPLE), writeQuestion(input)),
  }),
});

function writeQuestion({ strongest, following, promoted, texts }: MaxActivationInput): string {
  return [
    `Strongest tokens: ${list(strongest)}`,
    `Tokens that follow: ${list(following)}`,
    `Tokens it makes likely: ${list(promoted)}`,
    `Passages:\n${texts.map((text, i) => `${i + 1}. ${text}`).join("\n")}`,
    closing("give the name"),
  ].join("\n\n");
}

function list(tokens: readonly string[]): string {
  return tokens.map((token) => JSON.stringify(token)).join(", ") || "(none)";
}
