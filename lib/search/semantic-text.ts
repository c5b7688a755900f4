import type { DocumentRow } from "#lib/search/document.ts";

/** An embedder reads no further, and the first words say most. */
const CHARACTERS_MAX = 400;
/** A token that an explanation names, in its quotation marks. */
const QUOTED = /“([^”]+)”/gu;
/** A token that begins in the middle of a word says nothing alone. */
const WHOLE_WORD = /^\p{L}[\p{L}\p{M}'’-]+$/u;
/** A token that begins a word begins with its space. */
const BEGINS_WORD = /^\s\p{L}{2,}$/u;

/**
 * What a feature is about, in the words an embedder can use: explanations by people and language models whole, of those
 * made of predicates the words they name, and the words it fires on. Undefined when there are none.
 */
export function semanticText({
  explanations,
  topTokens,
}: Pick<DocumentRow, "explanations" | "topTokens">): string | undefined {
  const inputs = explanations.filter(({ side }) => side === "INPUT");
  const sentences = inputs.filter(({ formal }) => !formal).map(({ text }) => text);
  const named = inputs
    .filter(({ formal }) => formal)
    .flatMap(({ text }) => Array.from(text.matchAll(QUOTED), ([, token = ""]) => token));
  const words = [
    ...named.filter((token) => WHOLE_WORD.test(token)),
    ...topTokens.filter((token) => BEGINS_WORD.test(token)).map((token) => token.trim()),
  ];
  const distinct = [...new Map(words.map((word) => [word.toLowerCase(), word])).values()];
  const text = [...sentences, ...(distinct.length > 0 ? [distinct.join(", ")] : [])]
    .join(". ")
    .slice(0, CHARACTERS_MAX);
  return text === "" ? undefined : text;
}
