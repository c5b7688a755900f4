import type { DocumentRow } from "#lib/search/document.ts";
import { splitFormalLabel } from "#lib/search/formal-label.ts";
import { nameKinds } from "#lib/search/words/token-kinds.ts";

/** An embedder reads no further, and the first words say most. */
const CHARACTERS_MAX = 400;
/** The mean of many words means nothing in particular. */
const WORDS_MAX = 4;
/** A token that continues a word says nothing alone. */
const WHOLE_WORD = /^\p{L}[\p{L}\p{M}'’-]+$/u;
/** A token that begins a word begins with its space. */
const BEGINS_WORD = /^\s\p{L}{2,}$/u;

/**
 * What a feature is about, in the words an embedder can use: explanations by people and language models whole; of those made of
 * predicates the kind of tokens, and the few words that it fires on most. Undefined when there are none.
 */
export function semanticText({
  explanations,
  topTokens,
}: Pick<DocumentRow, "explanations" | "topTokens">): string | undefined {
  const inputs = explanations.filter(({ side }) => side === "INPUT");
  const written = inputs.filter(({ formal }) => !formal).map(({ text }) => text);
  const labels = inputs.filter(({ formal }) => formal).map(({ text }) => splitFormalLabel(text));
  const tokens = labels.flatMap((label) => label.tokens);
  const kinds = nameKinds([...tokens, ...topTokens]).mostly.map(firstName);
  const said = kinds.length === 0 ? labels.map((label) => label.said).filter(isTelling) : [];
  const words = [
    ...topTokens.filter((token) => BEGINS_WORD.test(token)).map((token) => token.trim()),
    ...tokens.filter((token) => WHOLE_WORD.test(token)),
  ];
  const distinct = [...new Map(words.map((word) => [word.toLowerCase(), word])).values()].slice(0, WORDS_MAX);
  const about = [[...kinds, ...said].join(", "), distinct.join(", ")].filter((part) => part !== "").join(": ");
  const text = [...written, ...(about === "" ? [] : [about])].join(". ").slice(0, CHARACTERS_MAX);
  return text === "" ? undefined : text;
}

/** A kind's other names are for whoever types them; to an embedder they are all alike. */
const firstName = (names: string): string => names.split(",")[0] ?? names;

/** What is said of every list of tokens says nothing. */
const isTelling = (said: string): boolean => said !== "" && !/^(the word|anything)\b/u.test(said);
