/** Where a term of a predicate stops saying what tokens it is about, and goes on to say where they stand. */
const CONTEXT =
  / (?:right after|two tokens after|soon after|in texts of the kind|inside quotation marks|where the same token|among a passage’s|at the very start)(?= |$)/u;
const STRENGTH = /^(?:about as strongly|about half as strongly|weakly) /u;
/** Of a list that is cut: says nothing of the tokens. */
const AND_MORE = / and \d+ more tokens like these/u;
const QUOTED = /“([^”]*)”/gu;
const ANYTHING = "anything";

/** A label made of a predicate (lib/explain/predicates/describe-predicate.ts), by how much each part says of the feature. */
export type FormalLabel = {
  /** Tokens of its strongest term, as they are quoted, most important first. */
  tokens: string[];
  /** What else it says of them: “closing brackets”, “the word”. */
  said: string;
  /** Weaker terms, and where tokens must stand. */
  aside: string[];
};

/** Takes a label apart. A term about anything at some place is about the place. */
export function splitFormalLabel(text: string): FormalLabel {
  const [strongest = { tokens: "", context: "" }, ...weaker] = text.split("; ").map(splitTerm);
  return {
    tokens: Array.from(strongest.tokens.matchAll(QUOTED), ([, token = ""]) => token),
    said: strongest.tokens
      .replace(QUOTED, "")
      .replace(/[\s,]+/gu, " ")
      .trim(),
    aside: [strongest.context, ...weaker.flatMap(({ tokens, context }) => [tokens, context])].filter(
      (part) => part !== "",
    ),
  };
}

function splitTerm(term: string): { tokens: string; context: string } {
  const bare = term.replace(STRENGTH, "").replace(AND_MORE, "");
  const at = bare.search(CONTEXT);
  if (at < 0 || bare.slice(0, at) === ANYTHING) return { tokens: bare, context: "" };
  return { tokens: bare.slice(0, at), context: bare.slice(at).trim() };
}
