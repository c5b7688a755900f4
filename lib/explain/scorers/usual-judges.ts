import type { ScorerName } from "#lib/explain/scorers/registry.ts";

/** Scorers that any language model can be the judge of: what explanations are scored by where nobody names others. */
export const USUAL_JUDGES = ["detection", "fuzzing"] as const satisfies ScorerName[];
