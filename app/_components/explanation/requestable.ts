import { methodTitle } from "#app/_components/method/find-method.ts";
import { EXPLAINERS } from "#lib/explain/explainers/registry.ts";
import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { findLlmSettings } from "#lib/explain/llm-settings.ts";

/** Judges that any server can be, and what needs none. */
const SCORERS = ["detection", "fuzzing", "embedding-match"];

/** What the operator may ask a language model for on this site. */
export function listRequestable() {
  const explainers: Explainer[] = Object.values(EXPLAINERS);
  return {
    explainers: explainers.filter(({ asks }) => asks).map(({ name }) => ({ name, title: methodTitle(name) })),
    scorers: SCORERS,
    llmModel: findModelName(),
  };
}

function findModelName(): string | null {
  try {
    return findLlmSettings()?.model ?? null;
  } catch {
    // Set up wrongly is as good as not at all here; the worker says what is wrong when it is asked.
    return null;
  }
}
