import type { ExplainFailureKind } from "#lib/explain/explainers/explainer.ts";
import { EXPLANATION_CHARACTERS_MAX, EXPLANATION_MARK } from "#lib/explain/prompts/explanation-rules.ts";
import { WORKED_EXPLANATION } from "#lib/explain/prompts/worked-example.ts";
import { cutText } from "#lib/llm/cut-text.ts";

export type ParsedExplanation =
  | { ok: true; text: string }
  | { ok: false; failure: { kind: ExplainFailureKind; detail: string } };

const REFUSAL =
  /^(?:i(?:['’]m| am) (?:really |very |so )?(?:sorry|unable)|sorry\b|i (?:can(?:no|['’])t|won['’]t|am not able)|as an ai\b)/i;

/** What says that nothing was found, in the words models use for it. */
const NON_ANSWER =
  /^(?:there (?:is|was) |i (?:see|find|found) )?(?:no (?:\w+ )?(?:pattern|explanation|theme|commonality|answer)\b|none\b.{0,20}$|n\/?a$|unclear\b|unsure\b|unknown$|uncertain\b|undetermined\b|not (?:clear|enough|sure|possible)\b|(?:could|can)(?:not|n['’]t) (?:be |determine|tell|say|identify|find)|insufficient\b|(?:various|miscellaneous|diverse|random) (?:unrelated )?(?:tokens|words|text|things)$|explanation$|\W*$)/i;

/**
 * The explanation in an answer: the one line after the last mark. Anything else is a failure that says what came: a label
 * made out of it would not be the model's.
 */
export function parseExplanation(
  answer: string,
  { wordsMax = Infinity }: { wordsMax?: number } = {},
): ParsedExplanation {
  const at = answer.lastIndexOf(EXPLANATION_MARK);
  if (at < 0) {
    const kind = REFUSAL.test(answer.trim()) ? "refused" : "unparsable";
    return failed(kind, `The answer has no line ${EXPLANATION_MARK} ${cutText(answer)}`);
  }
  const rest = answer.slice(at + EXPLANATION_MARK.length).trim();
  const text = unwrap(rest);
  if (REFUSAL.test(text)) return failed("refused", `The model refused: ${cutText(text)}`);
  if (text === "") return failed("empty", "Nothing stands after the mark.");
  if (NON_ANSWER.test(text)) return failed("unsupported", `The model sees no pattern: ${cutText(text)}`);
  if (text.toLowerCase() === WORKED_EXPLANATION)
    return failed("unparsable", `The answer repeats the example in the question: ${cutText(text)}`);
  if (/[\n\r]/.test(rest)) return failed("unparsable", `The explanation is more than one line: ${cutText(rest)}`);
  if (text.length > EXPLANATION_CHARACTERS_MAX)
    return failed(
      "unparsable",
      `The explanation has ${text.length} characters of at most ${EXPLANATION_CHARACTERS_MAX}: ${cutText(text)}`,
    );
  const words = text.split(/\s+/).length;
  if (words > wordsMax)
    return failed("unparsable", `The name has ${words} words of at most ${wordsMax}: ${cutText(text)}`);
  return { ok: true, text };
}

/** Without quotes or emphasis around all of it, and without a full stop that ends its only sentence. */
function unwrap(text: string): string {
  const bare = text.replace(/^\*\*(?=\s|$)/, "").trim();
  const inner = /^(["'“‘*_`]{1,3})([^"'“”‘’*_`]+)(["'”’*_`]{1,3})$/.exec(bare)?.[2] ?? bare;
  return inner.replace(/^([^.]*)\.$/, "$1").trim();
}

const failed = (kind: ExplainFailureKind, detail: string): ParsedExplanation => ({
  ok: false,
  failure: { kind, detail },
});
