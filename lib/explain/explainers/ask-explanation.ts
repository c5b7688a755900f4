import type { Asking, ExplainOutcome } from "#lib/explain/explainers/explainer.ts";
import { parseExplanation } from "#lib/explain/explainers/parse-explanation.ts";
import type { ChatRequest } from "#lib/llm/request.ts";

/** Room to reason in before the line that counts. */
export const ANSWER_TOKENS_MAX = 800;

/** Asks once. What the model fails at is the outcome. @throws the signal's reason */
export async function askExplanation(
  { llm, signal, budget }: Asking,
  request: Omit<ChatRequest, "maxTokens">,
  options: { wordsMax?: number } = {},
): Promise<ExplainOutcome> {
  const result = await llm.chat({ ...request, maxTokens: ANSWER_TOKENS_MAX }, { signal, budget });
  if (!result.ok) return result;
  const parsed = parseExplanation(result.answer.text, options);
  return parsed.ok ? { ok: true, draft: { side: "input", text: parsed.text } } : parsed;
}

/** Fewer passages show chance. */
const PASSAGES_MIN = 5;

/** The outcome where there is too little to explain from, undefined where there is enough. */
export function tooSilent(passages: number): Extract<ExplainOutcome, { ok: false }> | undefined {
  if (passages >= PASSAGES_MIN) return undefined;
  const detail = `It fires in ${passages} passages that explanations are made from; ${PASSAGES_MIN} are needed.`;
  return { ok: false, failure: { kind: "silent", detail } };
}
