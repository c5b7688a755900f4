import { LRUCache } from "lru-cache";
import { stemmer } from "stemmer";
import { STOP_WORDS } from "#lib/search/words/stop-words.ts";

/** A word as it is compared, folded: lower case, without accents and compatibility forms. */
export type WordForm = {
  /** Signs that stand alone are words too: people look for brackets. */
  text: string;
  /** Its English stem, where that differs. */
  stem: string | undefined;
};
/** A word of a text, and where it stands. */
export type Word = WordForm & {
  /** UTF-16 units of the text it came from: [from, to) */
  from: number;
  to: number;
};

/** A lexeme is longer than this by mistake: a run of base64, a line of dashes. */
const WORD_CHARACTERS_MAX = 64;
/** Shorter ones are left as they are: “is”, “as”, “us”. */
const STEMMED_CHARACTERS_MIN = 4;

const STEMS_KEPT = 20_000;
const stems = new LRUCache<string, string>({ max: STEMS_KEPT });

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const LATIN_WORD = /^[a-z]+$/;
const LATIN_LETTERS = /^[A-Za-z]+$/;
const MARKS = /\p{M}+/gu;
/** Between a small and a large letter, and between letters and digits: parts of a name in code. */
const INNER_BORDER = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})|_+/u;

/**
 * Texts in which each run of letters is a word and each sign one: English without apostrophes, full stops, digits and what else
 * joins or parts words by its neighbours. The segmenter would cut them the same, and take fifteen times as long.
 * @see Unicode Standard Annex 29, word boundary rules
 */
const PLAIN_TEXT = /^[A-Za-z\s,;!?()[\]{}<>"“”/\\|*+=\-–—@#$%^&~`]*$/;
const PLAIN_WORD = /[A-Za-z]+|[^A-Za-z\s]/g;
/** Most words: they have no parts. */
const ONE_PART = /^[A-Za-z]?[a-z]*$/;

/** The words of a text in their order, as documents and queries are both cut. Scripts without spaces are cut by dictionary. */
export function analyze(text: string): Word[] {
  const words: Word[] = [];
  if (PLAIN_TEXT.test(text)) {
    for (const { 0: word, index } of text.matchAll(PLAIN_WORD)) words.push(...cutWord(word, index));
    return words;
  }
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) words.push(...cutWord(segment, index));
    else if (segment.trim() !== "") words.push(...wordOf(segment, index));
  }
  return words;
}

/** `camelCase` is found by itself, by `camel` and by `case`. */
function cutWord(segment: string, index: number): Word[] {
  const whole = wordOf(segment, index);
  if (ONE_PART.test(segment)) return whole;
  const parts = segment.split(INNER_BORDER).filter((part) => part !== "");
  if (parts.length < 2) return whole;
  let at = index;
  return [
    ...whole,
    ...parts.flatMap((part) => {
      const from = at + segment.slice(at - index).indexOf(part);
      at = from + part.length;
      return wordOf(part, from);
    }),
  ];
}

function wordOf(segment: string, from: number): Word[] {
  const text = foldText(segment);
  if (text === "" || text.length > WORD_CHARACTERS_MAX) return [];
  return [{ text, stem: findStem(text), from, to: from + segment.length }];
}

/** The English stem of a folded word, where that differs. */
export function findStem(text: string): string | undefined {
  if (text.length < STEMMED_CHARACTERS_MIN || !LATIN_WORD.test(text)) return undefined;
  const stem = stems.get(text) ?? stemmer(text);
  stems.set(text, stem);
  return stem === text ? undefined : stem;
}

export function foldText(text: string): string {
  if (LATIN_LETTERS.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase().trim();
}

/** What a query asks for: its words, each once, those that say nothing left out unless there are no others. */
export function analyzeQuery(query: string): Word[] {
  const words = [...new Map(analyze(query).map((word) => [word.text, word])).values()];
  const telling = words.filter(({ text }) => !STOP_WORDS.has(text));
  return telling.length > 0 ? telling : words;
}

/** What a word is indexed under. A stem is marked, so that the word “citi” is not the stem of “cities”. */
export function lexemesOf({ text, stem }: WordForm): string[] {
  return [text, markStem(stem ?? text)];
}

/** Every word is indexed by its stem as well, itself where it has no other: “city” and “cities” then meet. */
export const markStem = (stem: string): string => `${stem}~`;
