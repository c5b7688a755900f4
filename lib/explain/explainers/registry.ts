import { bestOfK } from "#lib/explain/explainers/best-of-k.ts";
import { contrastive } from "#lib/explain/explainers/contrastive.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { markedWindows } from "#lib/explain/explainers/marked-windows.ts";
import { maxActivationLogits } from "#lib/explain/explainers/max-activation-logits.ts";
import { outputStatistics } from "#lib/explain/explainers/output-statistics.ts";
import { tokenActivationPairs } from "#lib/explain/explainers/token-activation-pairs.ts";
import { tokenStatistics } from "#lib/explain/explainers/token-statistics.ts";

/** Every method that writes explanations. */
export const EXPLAINERS = {
  "token-statistics": tokenStatistics,
  "output-statistics": outputStatistics,
  "token-activation-pairs": tokenActivationPairs,
  "marked-windows": markedWindows,
  "max-activation-logits": maxActivationLogits,
  contrastive,
  "best-of-k": bestOfK,
} as const satisfies Record<string, Explainer>;

export type ExplainerName = keyof typeof EXPLAINERS;
export const isExplainerName = (name: string): name is ExplainerName => Object.hasOwn(EXPLAINERS, name);
