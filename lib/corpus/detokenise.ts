/**
 * Turns the Brown corpus's tagged lines into text as it was printed.
 * Input: one sentence a line, `word/tag` separated by blanks, an empty line between paragraphs.
 */
export function detokenise(tagged: string): string {
  return tagged
    .split(/\n\s*\n/)
    .map((paragraph) =>
      joinWords(
        paragraph
          .split(/\s+/)
          .filter((entry) => entry.includes("/"))
          .map(wordOf),
      ),
    )
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** The word of `word/tag`; a word may itself hold a slash. */
const wordOf = (entry: string): string => entry.slice(0, entry.lastIndexOf("/"));

const CLOSING = new Set([",", ".", ";", ":", "?", "!", ")", "]", "''", "'"]);
const OPENING = new Set(["(", "[", "``"]);
/** The corpus tags these twice at the end of a sentence. */
const DOUBLED = new Set(["?", "!", ";", ":"]);
/** Printed inside the closing quotation mark, as American books set them; the corpus puts them after it. */
const INSIDE_QUOTES = new Set([",", ".", "?", "!"]);

function joinWords(words: readonly string[]): string {
  const ordered: string[] = [];
  for (const word of words) {
    const previous = ordered.at(-1);
    const beforeQuotes = previous === "''" ? ordered.at(-2) : previous;
    if (word === beforeQuotes && DOUBLED.has(word)) continue;
    if (previous === "''" && INSIDE_QUOTES.has(word)) ordered.splice(-1, 1, word, "''");
    else ordered.push(word);
  }
  let text = "";
  let glued = true;
  for (const word of ordered) {
    if (!glued && !CLOSING.has(word)) text += " ";
    text += word === "``" || word === "''" ? '"' : word;
    glued = OPENING.has(word);
  }
  return text;
}
