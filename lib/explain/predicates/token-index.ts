import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { TokenSet } from "#lib/explain/predicates/predicate.ts";
import { classesOf, type TokenClass, wordOf } from "#lib/explain/predicates/token-class.ts";

const AFFIX_LENGTHS = [2, 3] as const;
/** An affix of fewer tokens is a list of words. */
const AFFIX_TOKENS_MIN = 8;

/** What the tokens of a vocabulary have in common: the sets an explanation can name, and which of them hold each token. */
export type TokenIndex = {
  size: number;
  words: readonly (string | null)[];
  classes: readonly (readonly TokenClass[])[];
  /** Sets of more than one token that have a name; a word only where several tokens write it. */
  sets: readonly TokenSet[];
  /** Ids in each set, ascending. */
  members: readonly Uint32Array[];
  /** For each token the sets that hold it. */
  setsOf: readonly Uint32Array[];
  /** Numbers of the sets by {@link setKey}. */
  numbers: ReadonlyMap<string, number>;
};

export function indexVocabulary({ size, text }: Pick<Vocabulary, "size" | "text">): TokenIndex {
  const words = text.map(wordOf);
  const classes = text.map(classesOf);
  const found = new Map<string, { set: TokenSet; ids: number[] }>();
  const add = (set: TokenSet, id: number) => {
    const key = setKey(set);
    const known = found.get(key);
    if (known) known.ids.push(id);
    else found.set(key, { set, ids: [id] });
  };
  for (let id = 0; id < size; id++) {
    const word = words[id];
    for (const name of classes[id] ?? []) add({ by: "class", name }, id);
    if (word === null || word === undefined) continue;
    add({ by: "word", word }, id);
    for (const length of AFFIX_LENGTHS) {
      if (word.length < length + 2) continue;
      add({ by: "suffix", text: word.slice(-length) }, id);
      add({ by: "prefix", text: word.slice(0, length) }, id);
    }
  }
  const kept = [...found.values()].filter(({ set, ids }) => ids.length >= (isAffix(set) ? AFFIX_TOKENS_MIN : 2));
  const setsOf: number[][] = Array.from({ length: size }, () => []);
  kept.forEach(({ ids }, i) => ids.forEach((id) => setsOf[id]?.push(i)));
  return {
    size,
    words,
    classes,
    sets: kept.map(({ set }) => set),
    members: kept.map(({ ids }) => Uint32Array.from(ids)),
    setsOf: setsOf.map((sets) => Uint32Array.from(sets)),
    numbers: new Map(kept.map(({ set }, i) => [setKey(set), i])),
  };
}

/** A set as a string, equal for equal sets. */
export const setKey = (set: TokenSet): string => Object.values(set).join(" ");

const isAffix = ({ by }: TokenSet): boolean => by === "prefix" || by === "suffix";

/** Ids of the tokens that a set means, ascending; undefined for every token. */
export function tokensIn(index: TokenIndex, set: TokenSet): Uint32Array | undefined {
  if (set.by === "any") return undefined;
  if (set.by === "ids") return Uint32Array.from(set.ids).sort();
  return index.members[index.numbers.get(setKey(set)) ?? -1] ?? searchTokens(index, set);
}

function searchTokens(
  { size, words, classes }: TokenIndex,
  set: Exclude<TokenSet, { by: "any" } | { by: "ids" }>,
): Uint32Array {
  const holds = (id: number): boolean => {
    if (set.by === "class") return (classes[id] ?? []).some((name) => name === set.name);
    const word = words[id];
    if (word === null || word === undefined) return false;
    if (set.by === "word") return word === set.word;
    if (word.length < set.text.length + 2) return false;
    return set.by === "suffix" ? word.endsWith(set.text) : word.startsWith(set.text);
  };
  return Uint32Array.from({ length: size }, (_, id) => id).filter(holds);
}
