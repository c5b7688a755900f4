import { tokenText, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { Context, Predicate, Term, TokenSet } from "#lib/explain/predicates/predicate.ts";
import { isTokenClass, TOKEN_CLASSES } from "#lib/explain/predicates/token-class.ts";

/** Tokens of a list that are named; the rest is counted. */
const NAMED_TOKENS_MAX = 8;

/**
 * A predicate as a sentence. It says everything that decides, but for the tokens of long lists and the exact levels.
 * Pieces without a leading space begin with “…”: “…ing” continues a word, “ing” begins one.
 */
export function describePredicate({ terms }: Predicate, vocabulary: Vocabulary): string {
  const [strongest, ...weaker] = terms.toSorted((a, b) => b.level - a.level);
  if (!strongest) return "";
  const parts = weaker.map((term) => `${strengthBeside(term, strongest)} ${describeTerm(term, vocabulary)}`);
  return [describeTerm(strongest, vocabulary), ...parts].join("; ");
}

function strengthBeside({ level }: Term, strongest: Term): string {
  const share = strongest.level > 0 ? level / strongest.level : 1;
  if (share > 0.8) return "about as strongly";
  if (share > 0.4) return "about half as strongly";
  return "weakly";
}

function describeTerm({ tokens, context }: Term, vocabulary: Vocabulary): string {
  const what = describeTokens(tokens, vocabulary);
  return context ? `${what} ${describeContext(context, vocabulary)}` : what;
}

function describeTokens(set: TokenSet, vocabulary: Vocabulary): string {
  switch (set.by) {
    case "any":
      return "anything";
    case "ids": {
      const named = set.ids.slice(0, NAMED_TOKENS_MAX).map((id) => quoteToken(id, vocabulary));
      const more = set.ids.length - named.length;
      return `${named.join(", ")}${more > 0 ? ` and ${more} more tokens like these` : ""}`;
    }
    case "word":
      return `the word “${set.word}”`;
    case "class":
      return isTokenClass(set.name) ? TOKEN_CLASSES[set.name].words : set.name;
    case "prefix":
      return `words that begin with “${set.text}”`;
    case "suffix":
      return `words that end in “${set.text}”`;
  }
}

function describeContext(context: Context, vocabulary: Vocabulary): string {
  switch (context.at) {
    case "word":
      return `${after(context.back)} “${context.word}”`;
    case "token":
      return `${after(context.back)} ${quoteToken(context.id, vocabulary)}`;
    case "class":
      return `${after(context.back)} ${isTokenClass(context.name) ? TOKEN_CLASSES[context.name].words : context.name}`;
    case "near":
      return `soon after “${context.word}”`;
    case "start":
      return context.tokens === 1
        ? "at the very start of a passage"
        : `among a passage’s first ${context.tokens} tokens`;
    case "kind":
      return `in texts of the kind “${context.kind}”`;
    case "repeat":
      return "where the same token came before in the passage";
    case "quoted":
      return "inside quotation marks";
  }
}

const after = (back: number): string => (back === 1 ? "right after" : "two tokens after");

const INVISIBLE = { "\n": "↵", "\r": "␍", "\t": "⇥", " ": "␣" } as const;

const nameUnseen = (character: string): string =>
  Object.entries(INVISIBLE).find(([from]) => from === character)?.[1] ??
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`;

/** A token in quotes, with white space made visible unless it is one leading space, and a “…” before what continues a word. */
export function quoteToken(id: number, vocabulary: Vocabulary): string {
  const { text, bytes } = tokenText(vocabulary, id);
  if (bytes !== undefined) return text;
  const bare = text.startsWith(" ") && text.trim() !== "" ? text.slice(1) : text;
  const visible = bare.replace(/[\p{Cc}\p{Cf}]|^ +| +$/gu, (unseen) => Array.from(unseen, nameUnseen).join(""));
  return `“${/^\p{L}/u.test(text) ? "…" : ""}${visible}”`;
}
