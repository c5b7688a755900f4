import { badRequest } from "#lib/errors.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { EXPLAINERS, isExplainerName } from "#lib/explain/explainers/registry.ts";
import { isScorerName, SCORERS } from "#lib/explain/scorers/registry.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";

/** A method that works without a language model. */
export type LlmFree<M extends { asks: boolean }> = Extract<M, { asks: false }>;

/** @throws AppError bad_request when there is none of that name */
export function findExplainer(name: string): Explainer {
  if (!isExplainerName(name))
    throw badRequest(`There is no explainer “${name}”; there are ${Object.keys(EXPLAINERS).join(", ")}.`);
  return EXPLAINERS[name];
}

/** @throws AppError bad_request when there is none of that name */
export function findScorer(name: string): Scorer {
  if (!isScorerName(name))
    throw badRequest(`There is no scorer “${name}”; there are ${Object.keys(SCORERS).join(", ")}.`);
  return SCORERS[name];
}

/** @throws AppError bad_request when the method asks a language model */
export function requireLlmFree<M extends { name: string; asks: boolean }>(method: M): LlmFree<M> {
  if (!isLlmFree(method))
    throw badRequest(`“${method.name}” asks a language model; it explains chosen features, not whole sources.`);
  return method;
}

const isLlmFree = <M extends { asks: boolean }>(method: M): method is LlmFree<M> => !method.asks;
