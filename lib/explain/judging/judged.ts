import type { JudgedExample } from "#lib/explain/metrics/judged-examples.ts";
import type { Example } from "#lib/explain/sampling/pick-examples.ts";
import type { LlmFailure } from "#lib/llm/result.ts";

/** An example as a judge is shown it. */
export type ShownExample = Example & { shown: string };

/** What a judge said of one passage: neither yes nor no where it failed. */
export type Verdict = {
  prediction: boolean | null;
  /** P(1) / (P(0) + P(1)) where the server gives log-probabilities. */
  probability: number | null;
  failure: LlmFailure | null;
};

export type Judged = ShownExample & Verdict;

/** What the metrics need to know. */
export function judgedExample({ activating, prediction, probability, decile }: Judged): JudgedExample {
  return { activating, prediction, probability, decile };
}

/** Whether the judge's answer, a failure taken for the wrong one, is that the feature fires. */
export function countedAnswer({ activating, prediction }: Pick<Judged, "activating" | "prediction">): boolean {
  return prediction ?? !activating;
}
