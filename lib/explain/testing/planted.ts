import type { Draft } from "#lib/explain/explainers/explainer.ts";
import { nextTokens } from "#lib/explain/predicates/next-tokens.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";

/** A feature whose rule is known: it fires on any of its words, or on the word only right after another. */
export type Planted = {
  words: readonly number[];
  after?: number;
  level: number;
  /** The token that often comes next, which its direction raises. */
  follower: number;
};

export const PLANTED_FEATURES = 40;
/** Fires nowhere. */
export const SILENT_FEATURE = 40;
/** Fires three times in each split: too rarely for anything. */
export const RARE_FEATURE = 41;
export const FEATURES = 42;

const SYLLABLES = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"].flatMap((consonant) =>
  ["a", "e", "i", "o", "u"].map((vowel) => consonant + vowel),
);
const WORDS = 240;

/** BOS, two punctuation marks, a line break, and words that mean nothing; every word has one token. */
export const TOKENS: readonly string[] = [
  "<s>",
  ".",
  ",",
  "\n",
  ...Array.from(
    { length: WORDS },
    (_, i) => ` ${SYLLABLES[i % 70] ?? ""}${SYLLABLES[(i * 11 + Math.floor(i / 70)) % 70] ?? ""}`,
  ),
];
export const FIRST_WORD = 4;

/** A third fire on one word, a third on either of two, a third on one only after another. No word serves twice. */
export const PLANTED: readonly Planted[] = Array.from({ length: PLANTED_FEATURES }, (_, feature) => {
  const word = FIRST_WORD + 3 * feature;
  const common = { level: 1 + (feature % 7), follower: word + 2 };
  if (feature % 3 === 0) return { words: [word], ...common };
  return feature % 3 === 1 ? { words: [word, word + 1], ...common } : { words: [word], after: word + 1, ...common };
});

const wordOf = (id: number): string => TOKENS[id]?.trim() ?? "";
const quote = (id: number): string => `“${wordOf(id)}”`;

/** The right explanation of a planted feature, as text and as a rule. */
export function rightExplanation({ words, after, level }: Planted): Draft {
  const text = `fires on ${words.map(quote).join(" or ")}${after === undefined ? "" : ` right after ${quote(after)}`}`;
  const predicate: Predicate = {
    terms: [
      {
        tokens: { by: "ids", ids: [...words] },
        level,
        ...(after !== undefined && { context: { at: "word", back: 1, word: wordOf(after) } }),
      },
    ],
  };
  return { side: "input", text, predicate };
}

/** The same of what it promotes. */
export function rightPromotion({ follower }: Planted): Draft {
  return { side: "output", text: `makes ${quote(follower)} more likely next`, predicate: nextTokens([follower]) };
}
