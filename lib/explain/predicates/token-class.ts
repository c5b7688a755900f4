/** What kind of text a token is. Every token has at least one class and may have several. */
export const TOKEN_CLASSES = {
  digits: { test: /^\s?\d+$/, words: "numbers" },
  newline: { test: /^\s*\n\s*$/, words: "line breaks" },
  indentation: { test: /^[ \t]+$/, words: "runs of spaces or tabs" },
  sentenceEnd: { test: /^[.!?]+["”’')]*$/, words: "ends of sentences" },
  openingBracket: { test: /^\s?[([{<]+$/, words: "opening brackets" },
  closingBracket: { test: /^[)\]}>]+[;,.:]?$/, words: "closing brackets" },
  quote: { test: /^\s?["'`“”‘’]+$/, words: "quotation marks" },
  punctuation: { test: /^\s?[^\p{L}\p{N}\s]+\s*$/u, words: "punctuation and symbols" },
  word: { test: /^ \p{Ll}{2,}$/u, words: "lower-case words" },
  capitalised: { test: /^\s?\p{Lu}\p{Ll}+$/u, words: "capitalised words" },
  upperCase: { test: /^\s?\p{Lu}{2,}$/u, words: "words in capitals" },
  initial: { test: /^\s?\p{Lu}$/u, words: "single capital letters" },
  piece: { test: /^\p{Ll}+$/u, words: "pieces that continue a word" },
  nonLatin: { test: /[^\p{Script=Latin}\P{L}]/u, words: "letters of other scripts" },
} as const satisfies Record<string, { test: RegExp; words: string }>;

export type TokenClass = keyof typeof TOKEN_CLASSES;

export const isTokenClass = (name: string): name is TokenClass => Object.hasOwn(TOKEN_CLASSES, name);

const CLASSES = Object.keys(TOKEN_CLASSES).filter(isTokenClass);

/** @param text a token's own text; null where its bytes are not UTF-8, and then it has no class */
export function classesOf(text: string | null): TokenClass[] {
  return text === null ? [] : CLASSES.filter((name) => TOKEN_CLASSES[name].test.test(text));
}

/** The word a token writes whatever its case and leading space; null when it is not only letters. */
export function wordOf(text: string | null): string | null {
  const bare = text?.replace(/^ /, "") ?? "";
  return /^\p{L}+$/u.test(bare) ? bare.toLowerCase() : null;
}
