import { methodTitle } from "#app/_components/method/find-method.ts";
import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { findLlmSettings } from "#lib/explain/llm-settings.ts";
import type { ExplanationView } from "#lib/explain/schema.ts";
import { SCORERS } from "#lib/explain/scorers/registry.ts";
import { whyUnfit } from "#lib/explain/scorers/scorable.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { USUAL_JUDGES } from "#lib/explain/scorers/usual-judges.ts";

export type RequestableScorer = { name: string; title: string; asks: boolean };

/** What the operator may ask a language model for on this site. */
export function listRequestable() {
  const explainers: Explainer[] = Object.values(EXPLAINERS);
  return {
    explainers: explainers.filter(({ asks }) => asks).map(({ name }) => ({ name, title: methodTitle(name) })),
    scorers: USUAL_JUDGES,
    llmModel: findModelName(),
  };
}

const ALL_SCORERS: Scorer[] = Object.values(SCORERS);

/** Made once, so that a page which shows a scorer beside every explanation carries it once. */
const OFFERED = ALL_SCORERS.toSorted((a, b) => Number(a.asks) - Number(b.asks)).map((scorer) => {
  const shown: RequestableScorer = { name: scorer.name, title: methodTitle(scorer.name), asks: scorer.asks };
  return { scorer, shown };
});

/** Scorers that can score an explanation; those without a language model first. */
export function listScorersFor({
  side,
  text,
  predicate,
}: Pick<ExplanationView, "side" | "text" | "predicate">): RequestableScorer[] {
  const draft = { side, text, ...(predicate === null ? {} : { predicate }) };
  return OFFERED.filter(({ scorer }) => whyUnfit(scorer, { draft }) === undefined).map(({ shown }) => shown);
}

/** The language model that the site is set up with; null when none is. */
export function findModelName(): string | null {
  try {
    return findLlmSettings()?.model ?? null;
  } catch {
    // Set up wrongly is as good as not at all here; the worker says what is wrong when it is asked.
    return null;
  }
}
