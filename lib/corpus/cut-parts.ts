/** Where a text may be cut, best first: between paragraphs, lines, sentences, words. */
const BOUNDARIES = [/\n\n+/g, /\n/g, /(?<=[.!?]["')\]]?) /g, / /g];

/**
 * Cuts a text into parts of about equal size, none over `charactersMax`, each ending where a reader would pause.
 * Joined again they are the text, but for the whitespace at the cuts.
 */
export function cutParts(text: string, charactersMax: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > charactersMax) {
    const target = Math.ceil(rest.length / Math.ceil(rest.length / charactersMax));
    const cut = findCut(rest, Math.floor(target / 2), target);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).replace(/^\s*\n|^ +/, "");
  }
  if (rest.trim() !== "") parts.push(rest);
  return parts;
}

/** The last best boundary in (low, high]; `high` itself when the text has none there. */
function findCut(text: string, low: number, high: number): number {
  const window = text.slice(low, high);
  for (const boundary of BOUNDARIES) {
    let last = -1;
    for (const match of window.matchAll(boundary)) last = match.index;
    if (last > 0) return low + last;
  }
  // Never between the halves of a surrogate pair.
  const code = text.charCodeAt(high - 1);
  return code >= 0xd800 && code <= 0xdbff ? high - 1 : high;
}
