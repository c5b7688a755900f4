/** What a query is about: what a feature fires on, or what it makes more likely next. */
export type QueryIntent = {
  side: "input" | "output";
  /** The query without the words that say so. */
  text: string;
};

/** How people ask for what a feature promotes. */
const ASKS_FOR_OUTPUT = [
  /\b(?:makes?|making)\s+(.+?)\s+(?:more\s+)?(?:likely|probable)(?:\s+next)?\b/iu,
  /\b(?:promot(?:es?|ing)|predict(?:s|ing)?|upweights?|boosts?|raises|outputs?)\s+(.+)/iu,
] as const;

/** @returns the whole query as about the input, unless it says that it is about the output */
export function readIntent(query: string): QueryIntent {
  for (const pattern of ASKS_FOR_OUTPUT) {
    const [, asked] = pattern.exec(query) ?? [];
    if (asked !== undefined) return { side: "output", text: asked };
  }
  return { side: "input", text: query };
}

/** Two letters in a row: without a word there is nothing that an embedder could understand. */
const WORD = /\p{L}{2}/u;

/** Whether meanings can be compared: they are of what features fire on. */
export function hasMeaning(query: string): boolean {
  return WORD.test(query) && readIntent(query).side === "input";
}
