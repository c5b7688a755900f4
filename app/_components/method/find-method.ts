import { EXPLAINER_TEXTS } from "./explainer-texts.ts";
import type { MethodText } from "./method-text.ts";
import { FEATURE_SCORER_TEXTS, SCORER_TEXTS } from "./scorer-texts.ts";

export function findMethod(name: string): MethodText | undefined {
  return [...EXPLAINER_TEXTS, ...SCORER_TEXTS, ...FEATURE_SCORER_TEXTS].find((text) => text.name === name);
}

/** A method as it is named in a sentence: “token statistics”; one without a text by its name. */
export function methodTitle(name: string): string {
  return findMethod(name)?.title.toLowerCase() ?? name;
}
