/** Through which index the documents with a word are read: of words, of scores (the best explained first) or of sources. */
export type Reading = "words" | "score" | "source";

/**
 * The index through which the fewest documents are read. PostgreSQL would choose by its own estimates, which know nothing of how
 * common a word is among those of some sources, and be wrong by a factor of a thousand.
 * @param documents of the whole index
 * @param matching documents with a word, at most
 * @param inSources documents of the sources that may be found, at most
 * @param wanted how many of the best explained will do; undefined: all are needed
 */
export function chooseReading({
  documents,
  matching,
  inSources,
  wanted,
}: {
  documents: number;
  matching: number;
  inSources: number;
  wanted: number | undefined;
}): Reading {
  // Documents are counted now and then: there may be more with a word than all that were.
  const all = Math.max(documents, matching);
  // Going down the scores, one in so many has a word and may be found.
  const met = (matching / all) * Math.min(1, inSources / all);
  const reads: Record<Reading, number> = {
    words: matching,
    source: inSources,
    score: wanted === undefined ? Infinity : wanted / met,
  };
  if (reads.words <= reads.source && reads.words <= reads.score) return "words";
  return reads.source <= reads.score ? "source" : "score";
}
