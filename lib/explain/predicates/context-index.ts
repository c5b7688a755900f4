import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { type Context, NEAR_TOKENS } from "#lib/explain/predicates/predicate.ts";
import type { TokenIndex } from "#lib/explain/predicates/token-index.ts";

const STARTS = [1, 4] as const;
/** How far back a single token is named. */
const BACK_MAX = 2;
const QUOTE = /["“”]/;

/** Which contexts hold at each position of a text. */
export type ContextIndex = {
  contexts: readonly Context[];
  /** [contexts] positions at which each holds */
  counts: Uint32Array;
  /** Contexts at position p: `ids[starts[p]…starts[p+1]]`. */
  starts: Uint32Array;
  ids: Uint16Array;
};

/** Words and tokens that are common enough to be learned as contexts, most frequent first. */
export type ContextWords = { words: readonly string[]; tokens: readonly number[] };

const WORDS_MAX = 400;
const TOKENS_MAX = 60;
const OCCURRENCES_MIN = 30;

/** The words of a text that explanations may name as context, and its commonest tokens that are no words. */
export function chooseContextWords({ tokenIds }: IndexedText, { words }: TokenIndex): ContextWords {
  const wordCounts = new Map<string, number>();
  const tokenCounts = new Map<number, number>();
  for (const id of tokenIds) {
    const word = words[id];
    if (word === null || word === undefined) tokenCounts.set(id, (tokenCounts.get(id) ?? 0) + 1);
    else wordCounts.set(word, (wordCounts.get(word) ?? 0) + 1);
  }
  return { words: commonest(wordCounts, WORDS_MAX), tokens: commonest(tokenCounts, TOKENS_MAX) };
}

/** Ties go to the smaller key, so that the same text gives the same list. */
function commonest<K extends string | number>(counts: ReadonlyMap<K, number>, max: number): K[] {
  return [...counts]
    .filter(([, count]) => count >= OCCURRENCES_MIN)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, max)
    .map(([key]) => key);
}

/** Finds every context that holds at every position. @param textOf a token's own text, null where it is not UTF-8 */
export function indexContexts(
  text: IndexedText,
  tokens: TokenIndex,
  known: ContextWords,
  textOf: readonly (string | null)[],
): ContextIndex {
  const { number, contexts, ofToken } = numberContexts(tokens, known);
  const { tokenIds } = text;
  const isQuote = Uint8Array.from(textOf, (own) => (own !== null && QUOTE.test(own) ? 1 : 0));
  const repeat = number({ at: "repeat" });
  const quoted = number({ at: "quoted" });
  const lead = STARTS.map((start) => number({ at: "start", tokens: start }));
  const starts = new Uint32Array(tokenIds.length + 1);
  const ids: number[] = [];
  /** By context: where it was last noted, so that a word near twice counts once. */
  const nearAt: number[] = [];
  for (const { first, end, kind } of text.sequences) {
    const seen = new Set<number>();
    const ofKind = number({ at: "kind", kind });
    let quotes = 0;
    for (let position = first; position < end; position++) {
      const id = tokenIds[position] ?? 0;
      ids.push(ofKind);
      STARTS.forEach((start, i) => position - first < start && ids.push(lead[i] ?? 0));
      if (seen.has(id)) ids.push(repeat);
      if (quotes % 2 === 1) ids.push(quoted);
      for (let back = 1; back <= NEAR_TOKENS && position - back >= first; back++) {
        const before = ofToken(tokenIds[position - back] ?? 0);
        if (back <= BACK_MAX) for (const context of before.back[back - 1] ?? []) ids.push(context);
        if (before.near < 0 || nearAt[before.near] === position) continue;
        nearAt[before.near] = position;
        ids.push(before.near);
      }
      starts[position + 1] = ids.length;
      seen.add(id);
      quotes += isQuote[id] ?? 0;
    }
  }
  const counts = new Uint32Array(contexts.length);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return { contexts, counts, starts, ids: Uint16Array.from(ids) };
}

/** Contexts that a token makes for those after it: by distance, and for the whole neighbourhood (−1: none). */
type OfToken = { back: number[][]; near: number };

/** Numbers contexts as they are met; what a token gives its successors is worked out once a token. */
function numberContexts({ words, classes }: TokenIndex, known: ContextWords) {
  const contexts: Context[] = [];
  const numbers = new Map<string, number>();
  const number = (context: Context): number => {
    const key = contextKey(context);
    const before = numbers.get(key);
    if (before !== undefined) return before;
    numbers.set(key, contexts.length);
    return contexts.push(context) - 1;
  };
  const knownWords = new Set(known.words);
  const knownTokens = new Set(known.tokens);
  const tokens = new Map<number, OfToken>();
  const ofToken = (id: number): OfToken => {
    const before = tokens.get(id);
    if (before) return before;
    const word = words[id] ?? null;
    const isKnown = word !== null && knownWords.has(word);
    const back = Array.from({ length: BACK_MAX }, (_, i) => [
      ...(isKnown ? [number({ at: "word", back: i + 1, word })] : []),
      ...(knownTokens.has(id) ? [number({ at: "token", back: i + 1, id })] : []),
      ...(classes[id] ?? []).map((name) => number({ at: "class", back: i + 1, name })),
    ]);
    const found = { back, near: isKnown ? number({ at: "near", word }) : -1 };
    tokens.set(id, found);
    return found;
  };
  return { contexts, number, ofToken };
}

/** A context as a string, equal for equal contexts. */
export const contextKey = (context: Context): string => Object.values(context).join(" ");
