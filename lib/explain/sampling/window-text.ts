import { readTokens } from "#lib/catalog/token-window.ts";
import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { Window } from "#lib/explain/sampling/window.ts";

const INVISIBLE = new Map([
  ["\n", "↵"],
  ["\r", "␍"],
  ["\t", "⇥"],
]);

/**
 * A window's tokens as a language model is shown them. Line breaks and tabs become signs: a passage then is one line, and
 * nothing in a corpus can look like the next line of a prompt.
 */
export function windowTokens(
  { vocabulary }: { vocabulary: Vocabulary },
  { tokenIds }: IndexedText,
  { first, end }: Window,
): string[] {
  return readTokens(vocabulary, tokenIds.subarray(first, end)).tokens.map(onOneLine);
}

export function onOneLine(text: string): string {
  return text
    .replace(/[\n\r\t]/g, (character) => INVISIBLE.get(character) ?? " ")
    .replace(/[\u2028\u2029\v\f\u0085]/g, " ");
}
