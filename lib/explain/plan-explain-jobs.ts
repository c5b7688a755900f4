import { type Limits, shareLimits } from "#lib/explain/share-limits.ts";
import type { JobPlan, JobPriority } from "#lib/jobs/contracts.ts";

/** A feature costs a few thousand tokens to explain and some tens of thousands to score. */
const TOKENS_A_FEATURE_MAX = 200_000;
/** Jobs of long lists are cut so small that what somebody waits for gets in between: some minutes of a language model. */
const FEATURES_A_JOB = 25;

/** Scores without a language model take milliseconds each. */
export const FREE_SCORES_A_JOB = 10_000;

/** What is to be done to features, or explanations, of one source. */
export type SourceTask = {
  runId: number;
  sourceId: number;
  /** `model/source` */
  address: string;
  /** In the order in which they matter. */
  items: readonly number[];
};

type Asked = Limits & { scorers: readonly string[]; priority: JobPriority };

/** Jobs that explain features, within a budget for all of them together; all of one step. */
export function planExplaining(
  tasks: readonly SourceTask[],
  { explainer, scorers, priority, ...limits }: Asked & { explainer: string },
): JobPlan[] {
  return withShares(cut(tasks, FEATURES_A_JOB), limits).map(({ address, items, share, runId, sourceId }) => ({
    name: "explain-features",
    title: `Explain ${describeCount(items, "feature", address)} by ${explainer}`,
    step: 1,
    payload: { runId, sourceId, features: [...items], explainer, scorers: [...scorers], ...share },
    total: items.length,
    priority,
  }));
}

/** Jobs that score explanations, likewise. @param itemsMax explanations a job: many where no language model is asked */
export function planScoring(
  tasks: readonly SourceTask[],
  { scorers, priority, itemsMax = FEATURES_A_JOB, ...limits }: Asked & { itemsMax?: number },
): JobPlan[] {
  return withShares(cut(tasks, itemsMax), limits).map(({ address, items, share, runId, sourceId }) => ({
    name: "score-explanations",
    title: `Score ${describeCount(items, "explanation", address)} by ${scorers.join(", ")}`,
    step: 1,
    payload: { runId, sourceId, explanations: [...items], scorers: [...scorers], ...share },
    total: items.length,
    priority,
  }));
}

const cut = (tasks: readonly SourceTask[], size: number): SourceTask[] =>
  tasks.flatMap((task) =>
    Array.from({ length: Math.ceil(task.items.length / size) }, (_, i) => ({
      ...task,
      items: task.items.slice(i * size, (i + 1) * size),
    })),
  );

/** Without a limit a small one is set. */
function withShares(tasks: readonly SourceTask[], { maxUsd, maxTokens }: Limits): (SourceTask & { share: Limits })[] {
  const weights = tasks.map(({ items }) => items.length);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const unlimited = maxUsd === undefined && maxTokens === undefined;
  const shares = shareLimits(unlimited ? { maxTokens: whole * TOKENS_A_FEATURE_MAX } : { maxUsd, maxTokens }, weights);
  return tasks.map((task, i) => ({ ...task, share: shares[i] ?? {} }));
}

/** “feature 3 of model/source”, “25 features of model/source” */
function describeCount([first, ...others]: readonly number[], noun: string, address: string): string {
  return others.length === 0 ? `${noun} ${first} of ${address}` : `${others.length + 1} ${noun}s of ${address}`;
}
