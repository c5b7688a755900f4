import { EXPLANATION_MARK } from "#lib/explain/prompts/explanation-rules.ts";
import type { LlmMessage } from "#lib/llm/request.ts";

/** The explanation in every worked example: of a feature that we made up and that no dictionary is likely to hold. */
export const WORKED_EXPLANATION = "the number that ends a range";

const ANSWER = `Each is a number, and it ends a range that began before it.\n${EXPLANATION_MARK} ${WORKED_EXPLANATION}`;

/** A question for an explanation after one that has been answered. */
export const afterExample = (example: string, question: string): readonly LlmMessage[] =>
  afterAnswered(example, ANSWER, question);

/**
 * A question after one that has been answered. Told the form of an answer in words alone, a small model writes none in that
 * form; shown one, it does.
 */
export function afterAnswered(example: string, answer: string, question: string): readonly LlmMessage[] {
  return [
    { role: "user", content: example },
    { role: "assistant", content: answer },
    { role: "user", content: question },
  ];
}
