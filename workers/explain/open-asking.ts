import { badRequest } from "#lib/errors.ts";
import type { Asking } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { createLlmStore } from "#lib/explain/queries/llm-calls.ts";
import { createBudget } from "#lib/llm/budget.ts";
import { openLlm } from "#lib/llm/client.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";
import type { JobContext } from "#workers/job-handler.ts";

export type OpenAsking = {
  asking: Asking;
  /** Says what the job cost so far, and how far it is where that has changed. */
  tell(done?: number): void;
  isOverBudget(): boolean;
  /** @throws AppError once a call did not fit into the budget: what was not asked is no wrong answer */
  requirePaid(): void;
  /** Tells the cost once more: what was paid for and not used counts as well. */
  close(): Promise<void>;
};

type Limits = { maxUsd?: number | undefined; maxTokens?: number | undefined };

/** A language model to ask, with the answers that were paid for before and what is left of the job's budget. */
export function openAsking(
  settings: LlmSettings,
  { maxUsd, maxTokens }: Limits,
  {
    db,
    signal,
    report,
    cost,
    material,
  }: Pick<JobContext, "db" | "signal" | "report" | "cost"> & { material: SourceMaterial },
): OpenAsking {
  const limits = { ...(maxUsd === undefined ? {} : { maxUsd }), ...(maxTokens === undefined ? {} : { maxTokens }) };
  const budget = createBudget({ ...limits, ...(cost ? { spent: cost } : {}) });
  const llm = openLlm(settings, { store: createLlmStore(db) });
  let latest = 0;
  const tell = (done = latest) => {
    latest = done;
    report(done, { cost: { ...budget.spent(), maxUsd: maxUsd ?? null, maxTokens: maxTokens ?? null } });
  };
  return {
    asking: {
      llm,
      budget,
      signal,
      logprobs: settings.capabilities.logprobs,
      embeddings: material.embeddings.windows,
    },
    tell,
    isOverBudget: () => budget.refusal() !== undefined,
    requirePaid() {
      const refusal = budget.refusal();
      if (refusal !== undefined) throw badRequest(refusal);
    },
    async close() {
      tell();
      await llm.close();
    },
  };
}
