/** Enough to see what a provider meant, too little to fill a log. */
const CHARACTERS_MAX = 300;

/** The beginning of someone else's text on one line, for errors and logs. */
export function cutText(text: string): string {
  const line = text
    .slice(0, 4 * CHARACTERS_MAX)
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= CHARACTERS_MAX ? line : `${line.slice(0, CHARACTERS_MAX - 1)}…`;
}
