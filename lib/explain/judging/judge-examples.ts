import type { Asking } from "#lib/explain/explainers/explainer.ts";
import type { Judged, ShownExample, Verdict } from "#lib/explain/judging/judged.ts";
import { parseVerdicts, readProbabilities } from "#lib/explain/judging/parse-verdicts.ts";
import type { JudgeInput, JudgePrompt } from "#lib/explain/prompts/judge-input.ts";
import { onOneLine } from "#lib/explain/sampling/window-text.ts";
import { cutText } from "#lib/llm/cut-text.ts";
import type { LlmFailure } from "#lib/llm/result.ts";

/** Delphi's `n_examples_shown`. */
export const BATCH_EXAMPLES = 5;
/** A list of five and what little a model says around it. */
const ANSWER_TOKENS_MAX = 100;
const TOP_LOGPROBS = 5;

type Question = { prompt: JudgePrompt; explanation: string; examples: readonly ShownExample[] };

/** Asks a judge about every example, five at a time in the order given. @throws the signal's reason */
export async function judgeExamples(asking: Asking, { prompt, explanation, examples }: Question): Promise<Judged[]> {
  const batches = Array.from({ length: Math.ceil(examples.length / BATCH_EXAMPLES) }, (_, i) =>
    examples.slice(i * BATCH_EXAMPLES, (i + 1) * BATCH_EXAMPLES),
  );
  const judged = await Promise.all(
    batches.map(async (batch) => {
      const input = { explanation: onOneLine(explanation), passages: batch.map(({ shown }) => shown) };
      const verdicts = await askBatch(asking, prompt, input);
      return batch.map((example, i) => ({ ...example, ...(verdicts[i] ?? failed(UNANSWERED)) }));
    }),
  );
  return judged.flat();
}

const UNANSWERED: LlmFailure = { kind: "unparsable", detail: "The answer leaves a passage out." };
const failed = (failure: LlmFailure): Verdict => ({ prediction: null, probability: null, failure });

async function askBatch(
  { llm, signal, budget, logprobs = "none" }: Asking,
  prompt: JudgePrompt,
  input: JudgeInput,
): Promise<Verdict[]> {
  const count = input.passages.length;
  const top = logprobs === "none" ? {} : { topLogprobs: TOP_LOGPROBS };
  const request = { ...prompt.write(input), ...top, temperature: 0, maxTokens: ANSWER_TOKENS_MAX };
  const result = await llm.chat(request, { signal, budget });
  if (!result.ok) return input.passages.map(() => failed(result.failure));
  const predictions = parseVerdicts(result.answer.text, count);
  if (!predictions) {
    const detail = `The answer is no list of ${count}: ${cutText(result.answer.text)}`;
    return input.passages.map(() => failed({ kind: "unparsable", detail }));
  }
  const probabilities = readProbabilities(result.answer.logprobs, count);
  return predictions.map((prediction, i) => ({ prediction, probability: probabilities?.[i] ?? null, failure: null }));
}
