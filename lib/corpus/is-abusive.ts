/** Stems of slurs and of the coarsest abuse. Short on purpose: it keeps the worst off the first page, nothing more. */
const ABUSIVE =
  /\b(nigg(?!l|ard)|fag(got)?s?\b|kikes?\b|spics?\b|chinks?\b|trann(y|ies)\b|cunt|fuck|motherf|bitch|whore|slut|pussy)/i;

/** Whether a sentence is better not shown to people who only came to look at features. */
export const isAbusive = (sentence: string): boolean => ABUSIVE.test(sentence);
