/** What stands before an explanation in an answer. */
export const EXPLANATION_MARK = "[EXPLANATION]:";
/** What a model is to say where it sees nothing. */
export const NO_PATTERN = "no pattern";
/** Longer ones describe the passages and not the feature. */
export const EXPLANATION_CHARACTERS_MAX = 400;

/** How every explainer is to answer. @param form what the explanation itself is to be */
export function answerRules(form: string): string {
  return `Say it so that a stranger, given a new passage, could point at the words in question. Name particular words or word parts where the matter is about those; name the sense or the situation where it is not. Leave out what any text has, and do not mention the passages, the marks or the numbers you were given. If you see nothing that they share, say "${NO_PATTERN}".

You may reason first, briefly. Then end with one line: ${EXPLANATION_MARK} followed by ${form}.`;
}

/** What a question ends with: the rules stand before thousands of tokens of text. @param task what is asked for, as an order */
export const closing = (task: string): string =>
  `Now ${task}, and end with one line that begins with ${EXPLANATION_MARK}`;

export const ONE_SENTENCE = "one phrase or sentence of at most 40 words";
