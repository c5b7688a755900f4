import type { Prompt } from "#lib/explain/prompts/prompt.ts";
import { afterAnswered } from "#lib/explain/prompts/worked-example.ts";
import type { LlmMessage } from "#lib/llm/request.ts";

/** What a judge is asked: which of some passages an explanation fits. */
export type JudgeInput = { explanation: string; passages: readonly string[] };
export type JudgePrompt = Prompt<JudgeInput, readonly LlmMessage[]>;

/** @param example passages of {@link EXPLAINED} and whether it fits them */
export function writeJudgeQuestion(
  input: JudgeInput,
  example: readonly (readonly [string, 0 | 1])[],
): readonly LlmMessage[] {
  const asked = { explanation: EXPLAINED, passages: example.map(([text]) => text) };
  return afterAnswered(writeList(asked), JSON.stringify(example.map(([, fits]) => fits)), writeList(input));
}

const EXPLAINED = "names of months";

function writeList({ explanation, passages }: JudgeInput): string {
  const listed = passages.map((text, i) => `Passage ${i + 1}: ${text}`).join("\n\n");
  return `Description: ${explanation}\n\n${listed}\n\nAnswer with a list of ${passages.length}.`;
}
