import { stemmer } from "stemmer";
import { STOP_WORDS } from "#lib/search/words/stop-words.ts";

/** A word of a text, folded: lower case, without accents and compatibility forms; and where it stands. */
export type Word = {
  /** What is compared. Signs that stand alone are words too: people look for brackets. */
  text: string;
  /** Its English stem, where that differs. */
  stem: string | undefined;
  /** UTF-16 units of the text it came from: [from, to) */
  from: number;
  to: number;
};

/** A lexeme is longer than this by mistake: a run of base64, a line of dashes. */
const WORD_CHARACTERS_MAX = 64;
/** Shorter ones are left as they are: “is”, “as”, “us”. */
const STEMMED_CHARACTERS_MIN = 4;

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const LATIN_WORD = /^[a-z]+$/;
const MARKS = /\p{M}+/gu;
/** Between a small and a large letter, and between letters and digits: parts of a name in code. */
const INNER_BORDER = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})|_+/u;

/** The words of a text in their order, as documents and queries are both cut. Scripts without spaces are cut by dictionary. */
export function analyze(text: string): Word[] {
  const words: Word[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) words.push(...cutWord(segment, index));
    else if (segment.trim() !== "") words.push(...wordOf(segment, index));
  }
  return words;
}

/** `camelCase` is found by itself, by `camel` and by `case`. */
function cutWord(segment: string, index: number): Word[] {
  const parts = segment.split(INNER_BORDER).filter((part) => part !== "");
  const whole = wordOf(segment, index);
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
  const stem = LATIN_WORD.test(text) && text.length >= STEMMED_CHARACTERS_MIN ? stemmer(text) : text;
  return [{ text, stem: stem === text ? undefined : stem, from, to: from + segment.length }];
}

export function foldText(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase().trim();
}

/** What a query asks for: its words, each once, those that say nothing left out unless there are no others. */
export function analyzeQuery(query: string): Word[] {
  const words = [...new Map(analyze(query).map((word) => [word.text, word])).values()];
  const telling = words.filter(({ text }) => !STOP_WORDS.has(text));
  return telling.length > 0 ? telling : words;
}

/** What a word is indexed under. A stem is marked, so that the word “citi” is not the stem of “cities”. */
export function lexemesOf({ text, stem }: Pick<Word, "text" | "stem">): string[] {
  return [text, markStem(stem ?? text)];
}

/** Every word is indexed by its stem as well, itself where it has no other: “city” and “cities” then meet. */
export const markStem = (stem: string): string => `${stem}~`;
