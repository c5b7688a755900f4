import type { Highlights } from "#lib/search/search-views.ts";
import { analyze, analyzeQuery, type Word } from "#lib/search/words/analyze.ts";

/** What to mark in the texts that were found, whichever engine found them. */
export type Highlighter = {
  /** Stretches of a text that match. */
  mark(text: string): Highlights;
  /** Whether a token matches. */
  matches(token: string): boolean;
};

/** @param corrected what misspelt words were taken for */
export function createHighlighter(query: string, corrected: readonly { to: readonly string[] }[] = []): Highlighter {
  const words = [...analyzeQuery(query), ...corrected.flatMap(({ to }) => to.flatMap(analyze))];
  const wanted = new Set(words.flatMap(formsOf));
  const isWanted = (word: Word): boolean => formsOf(word).some((form) => wanted.has(form));
  return {
    mark: (text) => mergeStretches(analyze(text).filter(isWanted)),
    matches: (token) => analyze(token).some(isWanted),
  };
}

/** A word and its stem; a stem is told from a word of the same letters, as in the index. */
const formsOf = ({ text, stem }: Word): string[] => [text, `${stem ?? text}~`];

function mergeStretches(words: readonly Word[]): Highlights {
  const merged: Highlights = [];
  for (const { from, to } of words.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
